#!/usr/bin/env bash
# Builds the two demo images and their truth from the packages that demo.lock names:
#   demo.oci.tar          an OCI archive with zstd layers
#   demo-slim.docker.tar  a `docker save` archive
#   demo-slim.oci.tar     the same image as an image layout, its layers compressed as those of demo.oci.tar
#   demo.truth.json       what dpkg and pip say about every layer of both
# With --layers FOLDER it also leaves there an OCI layout of each with plain layers, as build-shapes.sh wants them.
#
# Needs Debian 12 with dpkg, apt, python3, python3-pip, zstd and, when not run by root, fakeroot.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
if [ "$(id -u)" != 0 ] && [ -z "${FAKEROOTKEY:-}" ]; then
    exec fakeroot "$0" "$@"
fi

keep=
if [ "${1:-}" = --layers ]; then
    keep=${2:?--layers wants a folder}
    mkdir -p "$keep"
    keep=$(cd "$keep" && pwd)
fi

export SOURCE_DATE_EPOCH=1767225600 # 2026-01-01T00:00:00Z
export LC_ALL=C.UTF-8 TZ=UTC PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1
created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
umask 022

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
packages=$work/packages
root=$work/root
site=usr/local/lib/python3.11/dist-packages
python=/usr/bin/python3.11
pip=("$python" -m pip --disable-pip-version-check)

fetch() {
    mkdir -p "$packages"
    cd "$packages"
    local kind name version architecture sum
    while read -r kind name version architecture sum; do
        case $kind in
        deb)
            apt-get download -qq -o APT::Sandbox::User=root "$name:${architecture/all/amd64}=$version"
            echo "$sum  $(echo "${name}"_*_"$architecture".deb)" >>sums
            ;;
        wheel)
            "${pip[@]}" download --quiet --no-deps --only-binary :all: --require-hashes -r \
                <(echo "$name==$version --hash=sha256:$sum")
            ;;
        esac
    done <"$here/demo.lock"
    sha256sum --quiet --check sums
    cd "$work"
}

# Starts an image: an empty tree and no history.
begin() {
    image=$1
    layers=()
    history=()
    rm -rf "$root" "$work/before"
    mkdir -p "$root" "$work/$image"
    before=-
}

# Ends a layer: what changed in the tree since the last one, and what dpkg and pip now say.
layer() {
    local number=${#layers[@]}
    python3 "$here/changeset.py" "$before" "$root" "$work/$image/$number.tar"
    layers+=("$work/$image/$number.tar")
    history+=("$(history_entry "$1" false)")
    truth "$work/$image/$number.truth.json"
    rm -rf "$work/before"
    cp -a "$root" "$work/before"
    before=$work/before
}

setting() { history+=("$(history_entry "$1" true)"); }

history_entry() {
    python3 -c 'import json, sys
entry = {"created": sys.argv[1], "created_by": sys.argv[2]}
print(json.dumps(entry | ({"empty_layer": True} if sys.argv[3] == "true" else {})))' "$created" "$1" "$2"
}

truth() {
    dpkg-query --admindir="$root/var/lib/dpkg" --show \
        --showformat='${Package}\t${Version}\t${Architecture}\t${db:Status-Want} ${db:Status-Eflag} ${db:Status-Status}\t${source:Package}\t${source:Version}\t${Installed-Size}\n' \
        >"$work/dpkg"
    local folder
    for folder in usr/lib/python3/dist-packages "$site"; do
        if [ -d "$root/$folder" ]; then
            "${pip[@]}" list --path "$root/$folder" --format json
        else
            echo '[]'
        fi
    done >"$work/pip"
    python3 - "$work/dpkg" "$work/pip" "$site" >"$1" <<'PYTHON'
import json, sys
dpkg, pip, site = sys.argv[1:]
keys = ["name", "version", "architecture", "status", "source", "sourceVersion", "installedSize"]
rows = [dict(zip(keys, line.rstrip("\n").split("\t"))) for line in open(dpkg)]
lists = [json.loads(line) for line in open(pip)]
json.dump({"dpkg": rows, "pip": dict(zip(["usr/lib/python3/dist-packages", site], lists))}, sys.stdout)
PYTHON
}

run_dpkg() {
    dpkg --root="$root" --log=/dev/null --force-script-chrootless --force-depends "$@" >"$work/dpkg.log" 2>&1 ||
        { cat "$work/dpkg.log" >&2; return 1; }
}

# The scripts that run after unpacking and before removal are held back: they byte-compile with an interpreter that
# is not in this image, or expect the root of the machine. Only base-passwd has one before unpacking; it honours
# DPKG_ROOT and writes etc/passwd and etc/group.
without_scripts() {
    mkdir "$work/scripts"
    find "$root/var/lib/dpkg/info" \( -name '*.postinst' -o -name '*.prerm' -o -name '*.postrm' \) \
        -exec mv -t "$work/scripts" {} +
    "$@"
    local script package
    for script in "$work"/scripts/*; do
        package=$(basename "${script%.*}")
        if [ -e "$root/var/lib/dpkg/info/$package.list" ]; then
            mv "$script" "$root/var/lib/dpkg/info/"
        fi
    done
    rm -rf "$work/scripts" "$root"/var/lib/dpkg/{lock,lock-frontend,*-old,triggers/Lock,tmp.ci}
}

install_debs() {
    local name files=()
    for name in "$@"; do
        files+=("$packages/${name}"_*.deb)
    done
    run_dpkg --unpack "${files[@]}"
    without_scripts run_dpkg --configure "$@"
}

# pip writes the folder it worked in into byte code, so that is compiled again under the name it has in the image.
install_wheels() {
    local options=()
    if [ "$1" = --no-compile ]; then
        options+=(--no-compile)
        shift
    fi
    PYTHONPATH=$root/$site "${pip[@]}" install --quiet --no-index --find-links "$packages" --root "$root" \
        --break-system-packages --root-user-action ignore --no-warn-script-location --ignore-installed \
        "${options[@]}" "$@"
    if [ ${#options[@]} = 0 ]; then
        "$python" -m compileall -q -f -s "$root" -p / --invalidation-mode checked-hash "$root/$site"
    fi
}

uninstall_wheel() {
    compgen -G "$root/$site/$1-*.dist-info" >/dev/null || { echo "no $1 in the image" >&2; return 1; }
    PYTHONPATH=$root/$site "${pip[@]}" uninstall --quiet --yes --break-system-packages \
        --root-user-action ignore "$1"
}

debian_base() {
    local folder
    mkdir -p "$root"/usr/{bin,sbin,lib} "$root"/var/lib/dpkg/{info,updates,triggers}
    for folder in bin sbin lib; do
        ln -s "usr/$folder" "$root/$folder"
    done
    : >"$root/var/lib/dpkg/status"
    install_debs "$@"
    echo 'app:x:10001:10001:demo:/srv/app:/usr/sbin/nologin' >>"$root/etc/passwd"
    echo 'app:x:10001:' >>"$root/etc/group"
    layer "RUN dpkg --install $*"
}

application() {
    install -d -m 755 -o 10001 -g 10001 "$root/srv/app"
    install -m 644 -o 10001 -g 10001 "$here/demo-app/report.py" "$root/srv/app/report.py"
    layer 'COPY --chown=app:app demo-app/ /srv/app/'
}

configuration() {
    setting 'LABEL org.opencontainers.image.title=demo'
    setting 'ENV PATH=/usr/local/bin:/usr/bin PYTHONUNBUFFERED=1'
    setting 'WORKDIR /srv/app'
    setting "USER $2"
    setting 'CMD ["python3" "report.py"]'
    printf '%s\n' "${history[@]}" | python3 -c 'import json, sys
version, user, created = sys.argv[1:]
print(json.dumps({
    "created": created, "author": "build-demo.sh", "architecture": "amd64", "os": "linux",
    "config": {
        "Env": ["PATH=/usr/local/bin:/usr/bin", "PYTHONUNBUFFERED=1"],
        "Cmd": ["python3", "report.py"], "WorkingDir": "/srv/app", "User": user,
        "ExposedPorts": {"8080/tcp": {}},
        "Labels": {"org.opencontainers.image.title": "demo", "org.opencontainers.image.version": version},
    },
    "history": [json.loads(line) for line in sys.stdin],
}))' "$1" "$2" "$created" >"$work/$image/config.json"
}

# Writes the layout with plain layers that everything else is made from.
finish() {
    python3 "$here/archives.py" layout "$work/$image/layout" "$1" "$work/$image/config.json" none "${layers[@]}"
    if [ -n "$keep" ]; then
        rm -rf "${keep:?}/$image"
        cp -r "$work/$image/layout" "$keep/$image"
    fi
}

build_demo() {
    begin demo
    debian_base base-files base-passwd media-types netbase
    install_debs libpython3.11-minimal python3-idna python3-six
    apt-mark -qq -o Dir::State="$root/var/lib/apt" -o Dir::State::status="$root/var/lib/dpkg/status" \
        -o Dir::Cache="$work/cache" auto libpython3.11-minimal
    rm -rf "$root/var/lib/apt/lists"
    layer 'RUN dpkg --install libpython3.11-minimal python3-idna python3-six'
    install_wheels click==8.1.7 jinja2==3.1.3 idna==3.7 tabulate==0.9.0
    layer 'RUN pip install click==8.1.7 jinja2==3.1.3 idna==3.7 tabulate==0.9.0'
    application
    uninstall_wheel Jinja2
    install_wheels --no-deps jinja2==3.1.6
    layer 'RUN pip install --upgrade jinja2==3.1.6'
    without_scripts run_dpkg --purge python3-six
    find "$root/usr/share/doc" -name 'changelog*' -delete
    chmod -R o-rwx "$root/srv/app"
    layer 'RUN dpkg --purge python3-six && find /usr/share/doc -name "changelog*" -delete && chmod -R o-rwx /srv/app'
    configuration 1.0 root
    finish demo:full
    python3 "$here/archives.py" layout "$work/demo/zstd" demo:full "$work/demo/config.json" zstd "${layers[@]}"
    python3 "$here/archives.py" oci-archive "$here/demo.oci.tar" "$work/demo/zstd"
}

build_slim() {
    begin demo-slim
    debian_base base-files
    install_wheels --no-compile click==8.1.7 jinja2==3.1.6 idna==3.7 tabulate==0.9.0
    layer 'RUN pip install --no-compile click==8.1.7 jinja2==3.1.6 idna==3.7 tabulate==0.9.0'
    application
    configuration 2.0 10001:10001
    finish demo:slim
    python3 "$here/archives.py" docker-save "$here/demo-slim.docker.tar" "$work/demo-slim/layout" plain demo:slim
    python3 "$here/archives.py" layout "$work/demo-slim/zstd" demo:slim "$work/demo-slim/config.json" zstd "${layers[@]}"
    python3 "$here/archives.py" oci-archive "$here/demo-slim.oci.tar" "$work/demo-slim/zstd"
}

write_truth() {
    python3 - "$work" >"$here/demo.truth.json" <<'PYTHON'
import glob, hashlib, json, sys
images = {}
for image, archive in ("demo", "demo.oci.tar"), ("demo-slim", "demo-slim.docker.tar"):
    layers = []
    for number in range(len(glob.glob(f"{sys.argv[1]}/{image}/*.truth.json"))):
        data = open(f"{sys.argv[1]}/{image}/{number}.tar", "rb").read()
        facts = {"diffId": "sha256:" + hashlib.sha256(data).hexdigest(), "diffSize": len(data)}
        layers.append(facts | json.load(open(f"{sys.argv[1]}/{image}/{number}.truth.json")))
    images[archive] = {"layers": layers}
print(json.dumps(images, indent=1, sort_keys=True))
PYTHON
}

fetch
build_demo
build_slim
write_truth
ls -l "$here"/demo*.tar
