@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

extension ClaimedImages {
    static let jupyterBefore: PolicyImage = {
        var image = PolicyImage()
        image.config.env = ["PATH=/opt/conda/bin:/usr/bin:/bin"]
        image.layer("ADD file:ubuntu in /") { tar in
            tar.add(file: "etc/os-release", "ID=ubuntu\nVERSION_ID=\"22.04\"\nVERSION_CODENAME=jammy\n")
            tar.add(users: "jovyan:x:1000:100::/home/jovyan:/bin/bash", groups: "users:x:100:")
            add(system: full + (0..<40).map { "lib\($0)" }, to: &tar)
            tar.add(file: "usr/bin/git", "x", mode: 0o755)
            tar.add(file: "usr/bin/gcc", "x", mode: 0o755)
            tar.add(file: "opt/conda/lib/libmkl.so", String(repeating: "x", count: 200_000))
        }
        image.step("CMD [\"start-notebook.sh\"]")
        image.layer("RUN /bin/sh -c apt-get update && apt-get install -y gdal-bin libgdal-dev # buildkit") { tar in
            add(system: full + (0..<40).map { "lib\($0)" } + ["gdal-bin", "libgdal-dev"], to: &tar)
            lists(&tar)
        }
        image.layer("RUN /bin/sh -c pip install pymapgis # buildkit") { $0.add(wheel: "pymapgis", "0.1.0") }
        image.layer("COPY . /home/jovyan/work/ # buildkit") { $0.add(file: "home/jovyan/work/map.ipynb", "x") }
        image.config.user = "root"
        image.config.exposedPorts = ["8888/tcp"]
        image.config.cmd = ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser", "--allow-root"]
        return image
    }()

    static let jupyterAfter: PolicyImage = {
        var image = python("3.11.9", ("12", "bookworm"), isSlim: true)
        image.layer(
            """
            RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends curl libgdal32 && apt-get upgrade -y \
            && rm -rf /var/lib/apt/lists/* # buildkit
            """
        ) { add(system: ["curl", "libgdal32"], to: &$0) }
        image.layer("RUN /bin/sh -c groupadd --gid 1000 jupyter && useradd --uid 1000 jupyter # buildkit") {
            add(user: "jupyter:x:1000:1000::/home/jupyter:/bin/bash", &$0)
        }
        image.layer("COPY --chown=jupyter:jupyter /opt/venv /opt/venv # buildkit") { tar in
            tar.add(file: "opt/venv/pyvenv.cfg", "home = /usr/local/bin\nversion = 3.11.9\n", user: 1000)
            tar.add(wheel: "pymapgis", "0.1.0", in: venv)
            tar.add(file: "opt/venv/bin/jupyter", "x", mode: 0o755, user: 1000)
        }
        image.layer("COPY --chown=jupyter:jupyter examples /home/jupyter/work/examples # buildkit") {
            $0.add(file: "home/jupyter/work/examples/map.ipynb", "x", user: 1000)
        }
        image.config.labels = ["security.non-root": "true", "org.opencontainers.image.licenses": "MIT"]
        image.config.env = ["PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin", "PYTHON_VERSION=3.11.9"]
        image.config.user = "jupyter"
        image.config.exposedPorts = ["8888/tcp"]
        image.config.cmd = ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888", "--no-browser"]
        healthcheck(&image, startPeriod: 5_000_000_000)
        return image
    }()
}
