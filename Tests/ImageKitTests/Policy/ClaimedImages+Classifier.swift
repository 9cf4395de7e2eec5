@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

extension ClaimedImages {
    private static let requirements = "fastapi\nnumpy\nnvidia-cuda-runtime-cu12==12.1.105\nnvidia-nvtx-cu12==12.1.105\n"

    private static func install(_ tar: inout TarBuilder) {
        tar.add(wheel: "fastapi", "0.115.0")
        tar.add(wheel: "numpy", "2.1.0")
        tar.add(wheel: "nvidia_cuda_runtime_cu12", "12.1.105")
        tar.add(wheel: "nvidia_nvtx_cu12", "12.1.105")
    }

    private static func common(_ image: inout PolicyImage, capabilities: String) {
        image.config.env?.append("NVIDIA_DRIVER_CAPABILITIES=\(capabilities)")
        image.config.exposedPorts = ["8000/tcp"]
        image.config.cmd = ["python", "main.py"]
        image.config.workingDir = "/app"
    }

    private static let apt = """
        RUN /bin/sh -c apt-get update && apt-get install -y libgl1-mesa-glx libglib2.0-0 && rm -rf /var/lib/apt/lists/* \
        # buildkit
        """

    static let classifierBefore: PolicyImage = {
        var image = python("3.11.9", ("12", "bookworm"), isSlim: false)
        image.layer(apt) { add(system: full + ["libgl1-mesa-glx"], to: &$0) }
        image.layer("RUN /bin/sh -c pip install -r requirements.txt # buildkit") { install(&$0) }
        image.layer("COPY . /app # buildkit") { tar in
            tar.add(file: "app/main.py", "x")
            tar.add(file: "app/requirements.txt", requirements)
        }
        common(&image, capabilities: "all")
        return image
    }()

    static let classifierAfter: PolicyImage = {
        var image = python("3.11.9", ("12", "bookworm"), isSlim: true)
        image.layer(apt) { add(system: ["libgl1-mesa-glx"], to: &$0) }
        image.layer("RUN /bin/sh -c addgroup --gid 1000 crank && adduser --uid 1000 crank # buildkit") {
            add(user: "crank:x:1000:1000::/home/crank:/bin/bash", &$0)
        }
        image.layer("COPY /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages # buildkit") {
            install(&$0)
        }
        image.layer("COPY --chown=crank:crank . /app # buildkit") { tar in
            tar.add(directory: "app", user: 1000)
            tar.add(file: "app/main.py", "x", user: 1000)
            tar.add(file: "app/requirements.txt", requirements, user: 1000)
        }
        common(&image, capabilities: "compute,utility")
        image.config.user = "crank"
        return image
    }()
}
