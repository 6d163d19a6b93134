/** Opens the archive that the configuration names. */
import type { Archive } from "lib/archive/archive";
import { FolderArchive } from "lib/archive/folder";
import { S3Archive, type S3Settings } from "lib/archive/s3";

export type ArchiveSettings = { kind: "folder"; path: string } | ({ kind: "s3" } & Omit<S3Settings, "region">);

export function openArchive(settings: ArchiveSettings, region: string): Archive {
  return settings.kind === "folder" ? new FolderArchive(settings.path) : new S3Archive({ ...settings, region });
}
