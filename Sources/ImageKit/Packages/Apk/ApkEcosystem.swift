public import ImageReading

/// Finds the packages that apk manages: those of Alpine Linux, Wolfi and Chainguard.
///
/// Reads the database in `/lib/apk` or `/usr/lib/apk` and `world`. A damaged record costs only itself and is named.
public struct ApkEcosystem: Ecosystem {
    /// `apk`.
    public let kind = Package.Kind.apk
    /// `apk`.
    public let name = "apk"
    /// An apk package.
    public let noun = "apk package"
    /// It does.
    public let isSystem = true
    /// Distributions that use apk.
    public let distributions = ["alpine", "wolfi", "chainguard", "postmarketos"]
    /// They do, by `so:`.
    public let tracksLibraries = true
    /// SHA-1, of which `Q1` is the written form.
    public let integrityHashes: Set<FileHash> = [.sha1]

    /// Makes the ecosystem.
    public init() {}

    /// Keeps the database and `world`.
    ///
    /// - Parameter path: the path in the layer.
    /// - Returns: nil for every other file.
    public func captureMode(for path: BytePath) -> CaptureMode? {
        guard path.name.elementsEqual("installed".utf8) || path.name.elementsEqual("world".utf8) else { return nil }
        if ApkPaths.databases.contains(path) { return .controlFile }
        return path == ApkPaths.world ? .whole : nil
    }

    /// Keeps a database that stands under another name because a link leads to it.
    ///
    /// - Parameter head: at most the first 32 bytes.
    /// - Returns: nil for every other file.
    public func captureMode(forHead head: [UInt8]) -> CaptureMode? {
        // Nothing but the checksum of the first package: 20 bytes in base64.
        guard head.count == 32, head.starts(with: "C:Q1".utf8),
            ApkDigest(head.dropFirst(2))?.algorithm == .sha1
        else { return nil }
        return .controlFile
    }

    /// The packages of the tree's database; none and no diagnostic where there is no database.
    public func catalog(_ context: CatalogContext) -> any PackageCatalog {
        ApkCatalog(
            tree: context.tree, distribution: context.distribution, wantsFiles: context.wantsFiles)
    }
}

extension ApkEcosystem {
    /// `requests` for `py3-requests`.
    public func upstreamName(of package: Package) -> String? {
        let prefix = "py3-"
        guard package.name.hasPrefix(prefix) else { return nil }
        return "pypi:" + String(package.name.dropFirst(prefix.count))
    }

    /// `noarch`, and apk's names for architectures.
    public func isNative(_ architecture: String, on platform: String) -> Bool {
        let names = ["amd64": "x86_64", "386": "x86", "arm64": "aarch64"]
        if platform == "arm" { return ["armhf", "armv7", "noarch"].contains(architecture) }
        return architecture == names[platform] ?? platform || architecture == "noarch"
    }

    /// What apk takes for a version.
    public func isVersion(_ text: String) -> Bool { ApkVersion(text).isValid }

    /// apk's order; nil where the right one is not a version.
    public func order(_ left: String, _ right: String) -> Int? {
        let (left, right) = (ApkVersion(left), ApkVersion(right))
        guard right.isValid else { return nil }
        return left < right ? -1 : left == right ? 0 : 1
    }

    /// The version without its revision `-rN`.
    public func upstreamVersion(_ version: String) -> String {
        guard let dash = version.utf8.lastIndex(of: UInt8(ascii: "-")), version[dash...].hasPrefix("-r") else {
            return version
        }
        return String(version[..<dash])
    }

    /// Its name and what it provides: `so:`, `cmd:` and `pc:` names too.
    public func providedNames(of package: Package) -> [String] {
        [package.name] + (package.apk?.provides ?? []).compactMap { ApkRelation($0)?.name }
    }

    /// What it depends on.
    public func neededNames(of package: Package) -> [[String]] {
        (package.apk?.depends ?? []).compactMap { ApkRelation($0) }.filter { !$0.isConflict }.map { [$0.name] }
    }

    /// They do.
    public var recordsRelations: Bool { true }
    /// apk's, which removes what only they needed too.
    public var commands: PackageCommands? { PackageCommands(install: "apk add --no-cache", remove: "apk del") }
    /// Alpine's and those of distributions like it.
    public var advisoryEcosystems: [String] { ["Alpine", "Wolfi", "Chainguard"] }
    /// Its own.
    public var dependencyKinds: [DependencyKind] { [.installIf] }

    /// apk's database.
    public var databasePaths: [String] { ["lib/apk/", "usr/lib/apk/"] }

    /// Compilers, headers, what drives them, and installers.
    public var buildTools: [String] {
        [
            "gcc", "gcc-[0-9]*", "g++", "clang*", "llvm*", "lld*", "binutils", "binutils-*", "rust", "cargo", "go",
            "build-base", "alpine-sdk", "abuild*", "make", "cmake*", "samurai", "ninja*", "meson", "autoconf*",
            "automake*", "bison", "flex", "m4", "pkgconf*", "patch", "gettext", "libtool", "swig", "nasm", "yasm",
            "fakeroot", "openjdk*-jdk", "maven", "gradle", "linux-headers", "*-dev", "*-static", "git", "git-lfs",
            "mercurial", "subversion", "py3-pip", "py3-setuptools", "py3-wheel", "pipx", "npm", "yarn", "composer",
            "gdb", "strace", "ltrace", "valgrind", "*-dbg",
        ]
    }
}

/// Where apk keeps what it knows.
enum ApkPaths {
    /// The database; the second where `/lib` is a link, as in Wolfi.
    static let databases: [BytePath] = ["lib/apk/db/installed", "usr/lib/apk/db/installed"]
    /// What a user asked for.
    static let world: BytePath = "etc/apk/world"
}

extension ApkEcosystem {
    /// The origin in the branch of the image.
    public func advisorySubject(of package: Package, in distribution: Distribution?) -> AdvisorySubject? {
        guard distribution?.id == "alpine", let release = distribution?.versionID else { return nil }
        let branch = release.split(separator: ".").prefix(2).joined(separator: ".")
        return AdvisorySubject(
            ecosystem: "Alpine", release: "v\(branch)", name: package.details?.source?.name ?? package.name,
            version: package.details?.source?.version ?? package.version)
    }
}
