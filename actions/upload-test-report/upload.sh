#!/usr/bin/env bash
# Sends test reports to a HUD: finds the files, sends them in bounded calls, and says what came of it.
# Runs with the bash 3.2 of macOS and the one of Git for Windows; needs curl, find, and jq only without a job id.
set -euo pipefail

readonly files_per_call=200
readonly bytes_per_call=$((32 * 1024 * 1024)) # The HUD takes 64 MB unpacked.

problem() {
  if [ "${HUD_FAIL_ON_ERROR:-false}" = true ]; then
    echo "::error title=HUD::$1"
    exit 1
  fi
  echo "::warning title=HUD::$1"
  exit 0
}

# The files that a pattern means: find's * also crosses folders, so that without ** the depth must be the pattern's.
find_files() {
  local pattern=${1#./} found depth
  local base=${pattern%%[*?[]*}
  case $base in
    */*) base=${base%/*} ;;
    *) base= ;;
  esac
  local start=.
  if [ "${pattern#/}" != "$pattern" ]; then start=; fi
  if [ ! -d "$start/$base" ]; then return 0; fi
  depth=${pattern//[!\/]/}
  # "a/**/b" means "a/b" too.
  { find "$start/$base" -type f -path "$start/$pattern" -print
    find "$start/$base" -type f -path "$start/${pattern//\*\*\//}" -print
  } 2>/dev/null | while IFS= read -r found; do
    found=${found#./}
    local slashes=${found//[!\/]/}
    if [ "${pattern/\*\*/}" = "$pattern" ] && [ "${#slashes}" != "${#depth}" ]; then continue; fi
    echo "$found"
  done
}

# GitHub's id of the job that runs on this runner just now.
find_job_id() {
  local page=1 answer id
  while [ $page -le 10 ]; do
    answer=$(printf 'header = "Authorization: Bearer %s"\n' "$HUD_GITHUB_TOKEN" |
      curl --config - --silent --show-error --fail --retry 3 --max-time 30 \
        "${GITHUB_API_URL:-https://api.github.com}/repos/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID/attempts/$GITHUB_RUN_ATTEMPT/jobs?per_page=100&page=$page") || return 1
    id=$(echo "$answer" | jq -r --arg runner "${RUNNER_NAME:-}" \
      '[.jobs[] | select(.status == "in_progress" and .runner_name == $runner) | .id] | first // empty')
    if [ -n "$id" ]; then
      echo "$id"
      return 0
    fi
    if [ "$(echo "$answer" | jq '.jobs | length')" -lt 100 ]; then return 1; fi
    page=$((page + 1))
  done
  return 1
}

# A value between quotes, as curl reads its configuration: a form's part quotes its own parts once more.
quoted() {
  local value=${1//\\/\\\\}
  printf '%s' "${value//\"/\\\"}"
}

send() {
  local file part answer status
  # On the standard input: what is on the command line, every process of the machine can read.
  answer=$({
    printf 'header = "Authorization: Bearer %s"\n' "$(quoted "$HUD_API_TOKEN")"
    for part in "repo=$GITHUB_REPOSITORY" "workflow_id=$GITHUB_RUN_ID" "run_attempt=$GITHUB_RUN_ATTEMPT" "job_id=$job_id"; do
      printf 'form-string = "%s"\n' "$(quoted "$part")"
    done
    for file in "$@"; do
      part="report=@\"$(quoted "$file")\";filename=\"$(quoted "$file")\""
      printf 'form = "%s"\n' "$(quoted "$part")"
    done
  } | curl --config - --silent --show-error --request POST --write-out '\n%{http_code}' \
    --retry 4 --retry-connrefused --retry-max-time 180 --max-time 300 "${HUD_URL%/}/api/test-reports" 2>&1) ||
    problem "The HUD cannot be reached: ${answer%%$'\n'*}"
  status=${answer##*$'\n'}
  answer=${answer%$'\n'*}
  if [ "$status" = 413 ] && [ $# -gt 1 ]; then
    for file in "$@"; do send "$file"; done
    return
  fi
  if [ "$status" != 200 ]; then problem "The HUD does not take the reports ($status): ${answer:0:500}"; fi
  sent=$((sent + $#))
  local count
  count=$(printf '%s' "$answer" | sed -n 's/.*"cases":\([0-9]*\).*/\1/p')
  cases=$((cases + ${count:-0}))
}

job_id=${HUD_JOB_ID:-}
sent=0
cases=0
calls=()
bytes=0

list=$(
  while IFS= read -r pattern; do
    # Blanks around a pattern come from the workflow's indentation.
    pattern=$(printf '%s' "$pattern" | sed 's/^[[:space:]]*//; s/[[:space:]]*$//')
    if [ -n "$pattern" ]; then find_files "$pattern"; fi
  done <<<"${HUD_FILES:-}" | sort -u
)
if [ -z "$list" ]; then
  case ${HUD_IF_NO_FILES:-warn} in
    ignore) exit 0 ;;
    error)
      echo "::error title=HUD::No test report fits the patterns"
      exit 1
      ;;
    *)
      echo "::warning title=HUD::No test report fits the patterns"
      exit 0
      ;;
  esac
fi
if [ -z "$job_id" ] && [ -n "${HUD_GITHUB_TOKEN:-}" ]; then job_id=$(find_job_id) || job_id=; fi
if [ -z "$job_id" ]; then problem "This runner does not know the job's id: give github-token, or job-id"; fi

while IFS= read -r file; do
  size=$(wc -c <"$file")
  if [ ${#calls[@]} -gt 0 ] && { [ ${#calls[@]} -ge $files_per_call ] || [ $((bytes + size)) -gt $bytes_per_call ]; }; then
    send "${calls[@]}"
    calls=()
    bytes=0
  fi
  calls+=("$file")
  bytes=$((bytes + size))
done <<<"$list"
if [ ${#calls[@]} -gt 0 ]; then send "${calls[@]}"; fi

echo "Sent $sent test reports with $cases cases."
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  { echo "files=$sent"; echo "cases=$cases"; } >>"$GITHUB_OUTPUT"
fi
