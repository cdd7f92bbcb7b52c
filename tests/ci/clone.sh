# clone.sh KIND REF COMMIT FOLDER: a clone of ../origin as a CI system makes it, with COMMIT checked out that REF leads to.
set -e
kind=$1 ref=$2 commit=$3 folder=$4
from() { git init -q -b none "$folder"; cd "$folder"; git remote add origin "file://$1"; }
there=$(cd "$(dirname "$folder")/.." && pwd)
all='+refs/heads/*:refs/remotes/origin/*'
case $kind in
  whole) from "$there/origin"; git fetch -q --tags origin "$all" "+$ref:refs/remotes/pull/it"; git checkout -q --detach "$commit" ;;
  fork) from "$there/fork"; git fetch -q origin "$all" "+$ref:refs/remotes/pull/it"; git checkout -q --detach "$commit" ;;
  # Nothing but what is checked out.
  "only it") from "$there/origin"; git fetch -q --no-tags origin "+$ref:refs/remotes/pull/it"; git checkout -q --detach "$commit" ;;
  depth\ *) from "$there/origin"; git fetch -q --no-tags --depth="${kind#depth }" origin "$commit"; git checkout -q --detach "$commit" ;;
  "fork, depth 1") from "$there/fork"; git fetch -q --no-tags --depth=1 origin "$commit"; git checkout -q --detach "$commit" ;;
  "no network, depth "*) from "$there/origin"; git fetch -q --no-tags --depth="${kind##* }" origin "$commit"; git checkout -q --detach "$commit"
    git remote set-url origin "file://$there/nowhere" ;;
  "no remote") from "$there/origin"; git fetch -q --tags origin "$all" "+$ref:refs/heads/it" "+refs/heads/main:refs/heads/main"
    git checkout -q --detach "$commit"; git remote remove origin ;;
  "no blobs") git clone -q --no-checkout --filter=blob:none "file://$there/origin" "$folder"; cd "$folder"
    git fetch -q origin "+$ref:refs/remotes/pull/it"; git checkout -q --detach "$commit" ;;
  "no blobs, depth 1") from "$there/origin"; git fetch -q --no-tags --filter=blob:none --depth=1 origin "$commit"; git checkout -q --detach "$commit" ;;
  "no trees") git clone -q --no-checkout --filter=tree:0 "file://$there/origin" "$folder"; cd "$folder"
    git fetch -q origin "+$ref:refs/remotes/pull/it"; git checkout -q --detach "$commit" ;;
  sparse) git clone -q --no-checkout "file://$there/origin" "$folder"; cd "$folder"; git fetch -q origin "+$ref:refs/remotes/pull/it"
    git sparse-checkout set --no-cone '/*' '!/shop/v1/item.proto'; git checkout -q --detach "$commit" ;;
  "sparse, no blobs, depth 1") from "$there/origin"; git fetch -q --no-tags --filter=blob:none --depth=1 origin "$commit"
    git sparse-checkout set --no-cone '/*' '!/shop/v1/item.proto'; git checkout -q --detach "$commit" ;;
  worktree) from "$there/origin"; git fetch -q --tags origin "$all" "+$ref:refs/remotes/pull/it"
    git worktree add -q --detach "$folder/linked" "$commit" ;;
  submodules*) from "$there/outer"; depth=(); [ "$kind" = submodules ] || depth=(--depth=1)
    git fetch -q ${depth[@]+"${depth[@]}"} origin "+$ref:refs/remotes/pull/it"; git checkout -q --detach "$commit"
    git -c protocol.file.allow=always submodule -q update --init ${depth[@]+"${depth[@]}"} ;;
  "local merge") from "$there/origin"; git fetch -q origin "$all" "+$ref:refs/remotes/pull/it"
    git checkout -q --detach "$commit"; git merge -q --no-ff "$5" -m "Merge it" ;;
  "local merge, depth 1") from "$there/origin"; git fetch -q --no-tags --depth=1 origin "$commit"; git fetch -q --no-tags --depth=20 origin "$commit" "$5"
    git checkout -q --detach "$commit"; git merge -q --no-ff "$5" -m "Merge it" ;;
  *) echo "unknown kind of clone: $kind" >&2; exit 1 ;;
esac
