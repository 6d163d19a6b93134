/** What a page's other sections are told of the commit that it shows. */

export interface CommitPlace {
  sha: string;
  /** The newest commit of the branch it is for when it was tested: what it is compared with. */
  base: string | null;
}
