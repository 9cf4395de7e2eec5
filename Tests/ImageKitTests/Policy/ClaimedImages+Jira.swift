@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

extension ClaimedImages {
    private static let before = [
        "requests": "2.31.0", "flask": "2.3.0", "gunicorn": "21.2.0", "black": "23.1.0", "pytest": "7.4.0",
    ]
    private static let after = [
        "requests": "2.32.0", "flask": "3.1.0", "gunicorn": "23.0.0", "black": "25.1.0", "pytest": "8.4.0",
    ]
    private static let site = "usr/local/lib/python3.13/site-packages"

    private static func requirements(_ versions: [String: String]) -> String {
        versions.sorted { $0.key < $1.key }.map { "\($0.key)==\($0.value)\n" }.joined()
    }

    private static func install(_ versions: [String: String], _ tar: inout TarBuilder) {
        for (name, version) in versions.sorted(by: { $0.key < $1.key }) { tar.add(wheel: name, version, in: site) }
        tar.add(file: "usr/local/bin/gunicorn", "#!/usr/local/bin/python", mode: 0o755)
    }

    static let jiraBefore: PolicyImage = {
        var image = python("3.13.1", ("13", "trixie"), isSlim: true)
        image.layer("RUN /bin/sh -c apt-get update && apt-get install -y git curl build-essential # buildkit") { tar in
            add(system: ["git", "curl", "build-essential", "gcc", "make"], to: &tar)
            lists(&tar)
            tar.add(file: "usr/bin/git", "x", mode: 0o755)
        }
        image.layer("COPY requirements.txt . # buildkit") { $0.add(file: "app/requirements.txt", requirements(before)) }
        image.layer("RUN /bin/sh -c pip install -r requirements.txt # buildkit") { tar in
            install(before, &tar)
            tar.add(file: "root/.cache/pip/http-v2/a", "x")
        }
        image.layer("COPY . . # buildkit") { tar in
            tar.add(file: "app/app.py", "x")
            tar.add(file: "app/.git/HEAD", "ref: refs/heads/main\n")
            tar.add(file: "app/.env", "JIRA_API_TOKEN=9f8a7d6c5b4e3f2a1b0c\n")
        }
        image.config.exposedPorts = ["8080/tcp"]
        image.config.cmd = ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
        image.config.workingDir = "/app"
        return image
    }()

    static let jiraAfter: PolicyImage = {
        var image = python("3.13.1", ("13", "trixie"), isSlim: true)
        image.layer(
            """
            RUN /bin/sh -c apt-get update && apt-get upgrade -y && apt-get install -y --no-install-recommends ca-certificates \
            curl && apt-get clean && rm -rf /var/lib/apt/lists/* # buildkit
            """
        ) { add(system: ["ca-certificates", "curl"], to: &$0) }
        image.layer("RUN /bin/sh -c groupadd -g 1000 appuser && useradd -u 1000 -s /sbin/nologin appuser # buildkit") {
            add(user: "appuser:x:1000:1000::/app:/sbin/nologin", &$0)
        }
        image.layer("COPY /install /usr/local # buildkit") { install(after, &$0) }
        image.layer("COPY --chown=appuser:appuser . /app # buildkit") { tar in
            tar.add(directory: "app", user: 1000)
            tar.add(file: "app/app.py", "x", mode: 0o755, user: 1000)
            tar.add(file: "app/requirements.txt", requirements(after), mode: 0o755, user: 1000)
        }
        image.config.labels = ["security.non-root": "true", "security.updates": "2025-01-08"]
        image.config.user = "appuser"
        image.config.exposedPorts = ["8080/tcp"]
        image.config.workingDir = "/app"
        healthcheck(&image)
        image.config.cmd = [
            "gunicorn", "--bind", "0.0.0.0:8080", "--max-requests", "1000", "--max-requests-jitter", "100", "--preload",
            "app:app",
        ]
        return image
    }()
}
