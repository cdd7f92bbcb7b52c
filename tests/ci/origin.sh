# The repository that the clones of tests/ci.rs come from, and its forks. Each commit changes one thing, so that what is
# reported tells what was compared with. `message NAME FIELD...` writes a message, whose fields keep their numbers.
set -e
message() {
  name=$1; shift
  printf 'syntax = "proto3";\n\npackage shop.v1;\n\nmessage %s {\n' "$name"
  for field; do printf '  string %s = %s;\n' "${field%=*}" "${field#*=}"; done
  printf '}\n'
}
# It imports what a sparse checkout leaves out.
order() { message Order "$@" | awk '{ print } /^package/ { print "\nimport \"shop/v1/item.proto\";" }' > shop/v1/order.proto; }
item() { message Item "$@" > shop/v1/item.proto; printf '\nmessage known {}\n' >> shop/v1/item.proto; }
commit() { git add -A; git commit -q --allow-empty -m "$1"; git tag "at/$1" 2> /dev/null; }

git init -q -b main origin; cd origin
git config uploadpack.allowFilter true; git config uploadpack.allowAnySHA1InWant true
mkdir -p shop/v1
order id=1 number=2; item id=1 oldest=2 old=3; commit m1; git tag v1.0.0
item id=1 old=3; commit m2
item id=1; commit m3; git tag -a v1.1.0 -m v1.1.0
git checkout -q -b proposed
echo '// Asked for.' >> shop/v1/order.proto; commit p1
order id=1; printf '\nmessage caused {}\n' >> shop/v1/order.proto; commit p2
git checkout -q main
item id=1 fresh=4; commit m4
git checkout -q --detach; git merge -q --no-ff proposed -m merge; git tag at/merge; git update-ref refs/pull/12/merge HEAD
git update-ref refs/pull/12/head proposed
git checkout -q --detach proposed; git merge -q --no-ff main -m back; git tag at/back
git checkout -q main
item id=1 fresh=4 late=5; commit m5
# What main was before it was pushed by force.
git checkout -q --detach at/m3; order id=1 number=2 lost=3; commit was
# What the branch was before that.
git checkout -q --detach at/m2; order id=1 number=2 rebased=4; commit first; git checkout -q --orphan alone; commit alone
# A release of another part in the same repository.
git checkout -q --detach at/m5; git tag web/v7; order id=1; commit m6
git checkout -q main; git branch -q -D alone
# Names for the tests alone: clones must not find what they ask for by a tag.
git for-each-ref --format='%(refname:strip=3) %(objectname)' refs/tags/at > ../names
for name in back alone m6 was first; do git update-ref "refs/keep/$name" "at/$name"; done
git for-each-ref --format='delete %(refname)' refs/tags/at | git update-ref --stdin
cd ..
# A fork whose main has stayed behind.
git clone -q -b main origin fork; cd fork
git reset -q --hard "$(sed -n 's/^m1 //p' ../names)"; git update-ref refs/heads/proposed origin/proposed
git config uploadpack.allowAnySHA1InWant true; git tag -l | xargs git tag -d > /dev/null
# What is proposed is in the fork alone.
git checkout -q proposed; echo '// From a fork.' >> shop/v1/order.proto; git commit -q -a -m f1; git checkout -q main
echo "f1 $(git rev-parse proposed)" >> ../names
cd ..
# A repository whose schemas lie in a submodule.
part() { printf 'syntax = "proto3";\n\npackage part.v1;\n\nmessage Part {\n  string id = 1;\n' > part/part/v1/part.proto; }
git init -q -b main part; git -C part config uploadpack.allowAnySHA1InWant true; mkdir -p part/part/v1
part; printf '  string gone = 2;\n}\n' >> part/part/v1/part.proto; git -C part add -A; git -C part commit -q -m one
git init -q -b main outer; git -C outer config uploadpack.allowAnySHA1InWant true
git -C outer -c protocol.file.allow=always submodule -q add "file://$PWD/part" part; git -C outer commit -q -m w1
part; printf '}\n\nmessage added {}\n' >> part/part/v1/part.proto; git -C part commit -q -a -m two
git -C outer/part -c protocol.file.allow=always pull -q origin main; git -C outer commit -q -a -m w2
for at in w1:HEAD~1 w2:HEAD; do echo "${at%:*} $(git -C outer rev-parse "${at#*:}")" >> names; done
