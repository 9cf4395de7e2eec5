@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Small images made as the Dockerfiles of the three documents make theirs, before and after they were hardened.
enum ClaimedImages {
    static let venv = "opt/venv/lib/python3.11/site-packages"

    /// A base as the official images of Python are: slim, or full with compilers, git and documentation.
    static func python(_ version: String, _ release: (String, String), isSlim: Bool) -> PolicyImage {
        var image = PolicyImage()
        image.config.env = ["PATH=/usr/local/bin:/usr/bin:/bin", "PYTHON_VERSION=\(version)"]
        image.layer("# debian.sh --arch 'amd64' out/") { tar in
            tar.addDebian(release.0, release.1)
            tar.add(users: "nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin", groups: "nogroup:x:65534:")
            add(system: isSlim ? [] : full, to: &tar)
            if isSlim {
                tar.add(file: "etc/dpkg/dpkg.cfg.d/docker", "path-exclude /usr/share/doc/*\n")
            } else {
                tar.add(file: "usr/share/doc/libc6/changelog", String(repeating: "x", count: 60_000))
                for name in ["git", "curl", "gcc", "g++", "make"] { tar.add(file: "usr/bin/\(name)", "x", mode: 0o755) }
            }
            tar.add(file: "usr/local/bin/python", "x", mode: 0o755)
        }
        image.step("CMD [\"python3\"]")
        return image
    }

    static let full = ["gcc", "gcc-12", "g++", "make", "libc6-dev", "git", "curl"]

    /// A dpkg database of a slim system and more.
    static func add(system more: [String], to tar: inout TarBuilder) {
        TestDatabase.add(
            (["libc6", "gcc-12-base", "apt"] + more).map { (name: $0, version: "1", files: []) }, to: &tar)
    }

    static func lists(_ tar: inout TarBuilder) {
        tar.add(file: "var/lib/apt/lists/deb.debian.org_Packages", String(repeating: "x", count: 2000))
    }

    static func healthcheck(_ image: inout PolicyImage, startPeriod: Int64? = nil) {
        var check = ImageConfiguration.Healthcheck()
        check.test = ["CMD-SHELL", "curl -f http://localhost/api/status || exit 1"]
        check.interval = 30_000_000_000
        check.timeout = 10_000_000_000
        check.startPeriod = startPeriod
        check.retries = 3
        image.config.healthcheck = check
    }

    /// Adds a user to the accounts of a base.
    static func add(user line: String, _ tar: inout TarBuilder) {
        let name = line.prefix { $0 != ":" }
        tar.add(
            users: "nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin", line,
            groups: "nogroup:x:65534:", "\(name):x:1000:")
    }
}
