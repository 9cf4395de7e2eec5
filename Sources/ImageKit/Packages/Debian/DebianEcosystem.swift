public import ImageReading

/// Finds the packages that dpkg manages.
///
/// Reads `status`, `status.d` (distroless images), the file lists, diversions and apt's record of automatic installs. The
/// rules are dpkg's, but where dpkg refuses a damaged database, only the damaged record is left out and named.
public struct DebianEcosystem: Ecosystem {
    /// `deb`.
    public let kind = Package.Kind.deb
    /// `dpkg`.
    public let name = "dpkg"
    /// A Debian package.
    public let noun = "Debian package"
    /// It does.
    public let isSystem = true
    /// Debian and Ubuntu.
    public let distributions = ["debian", "ubuntu"]
    /// They do.
    public let tracksLibraries = true

    /// Makes the ecosystem.
    public init() {}

    /// Keeps dpkg's database, apt's settings and record of automatic installs.
    ///
    /// - Parameter path: the path in the layer.
    /// - Returns: nil for every other file.
    public func captureMode(for path: BytePath) -> CaptureMode? {
        if let mode = DebianPaths.captureMode(inDatabase: path) { return mode }
        // Every file of an image is asked about.
        let name = path.name
        if name.elementsEqual(DebianPaths.extendedStates.name) { return .controlFile }
        // Links in the database may lead to files of these names anywhere.
        if name.elementsEqual(DebianPaths.diversions.bytes) || name.hasSuffix(".md5sums") { return .whole }
        guard path.bytes.starts(with: DebianPaths.aptConfiguration.bytes) else { return nil }
        return path == DebianPaths.aptConfiguration || path.parent == DebianPaths.aptConfigurationFolder ? .whole : nil
    }

    /// Keeps a status file, a file list and diversions that stand under another name because a link leads to them.
    ///
    /// - Parameter head: at most the first 32 bytes.
    /// - Returns: nil for every other file.
    public func captureMode(forHead head: [UInt8]) -> CaptureMode? {
        if head.starts(with: "/.\n".utf8) { return .whole }
        if head.starts(with: "PRETTY_NAME=".utf8) { return .whole }
        if DebianEcosystem.beginsWithPath(head) { return .shortText }
        guard head.starts(with: "Package: ".utf8), let newline = head.firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        // apt's package indices, which are large, go on with other fields than dpkg's database does.
        let second = head[(newline + 1)...]
        return ["Status:", "Essential:", "Protected:"].contains { field in
            zip(second, field.utf8).allSatisfy { $0 == $1 } && !second.isEmpty
        } ? .controlFile : nil
    }

    /// Whether a file's first line may be an absolute path, as it is in dpkg's diversions and in few other files.
    private static func beginsWithPath(_ head: [UInt8]) -> Bool {
        guard head.count > 2, head[0] == UInt8(ascii: "/"), head[1] != UInt8(ascii: "/"), head[1] != UInt8(ascii: "*")
        else { return false }
        let line = head.prefix { $0 != UInt8(ascii: "\n") }
        return line.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    /// Keeps copyright files.
    public func licenseCaptureMode(for path: BytePath) -> CaptureMode? {
        DebianLicenses.isLicense(path) ? .licenseText : nil
    }

    /// Keeps changelogs.
    public func advisoryCaptureMode(for path: BytePath) -> CaptureMode? {
        DebianChangelog.isChangelog(path) ? .licenseText : nil
    }

    /// Debian's changelog in /usr/share/doc.
    public func changelog(of package: Package, in tree: FileTree) -> PackageChangelog? {
        DebianChangelog.changelog(of: package, in: tree)
    }

    /// Keeps dpkg's configuration.
    public func integrityCaptureMode(for path: BytePath) -> CaptureMode? { DebianPathFilter.captureMode(for: path) }

    /// Keeps lists of digests that stand under another name because a link leads to them.
    public func integrityCaptureMode(forHead head: [UInt8]) -> CaptureMode? {
        head.count == 32 && head.allSatisfy { $0.isDigit || (0x61...0x66).contains($0) } ? .licenseText : nil
    }

    /// MD5.
    public let integrityHashes: Set<FileHash> = [.md5]

    /// The packages of the tree's dpkg database; none and no diagnostic where there is no database.
    public func catalog(_ context: CatalogContext) -> any PackageCatalog { DebianCatalog(context) }
}

extension DebianEcosystem {
    /// `requests` for `python3-requests`.
    public func upstreamName(of package: Package) -> String? {
        let prefix = "python3-"
        guard package.name.hasPrefix(prefix) else { return nil }
        return "pypi:" + String(package.name.dropFirst(prefix.count))
    }

    /// `all`, and dpkg's names for architectures.
    public func isNative(_ architecture: String, on platform: String) -> Bool {
        let names = ["386": "i386", "ppc64le": "ppc64el", "mips64le": "mips64el"]
        if platform == "arm" { return ["armhf", "armel", "all"].contains(architecture) }
        return architecture == names[platform] ?? platform || architecture == "all"
    }

    /// What dpkg takes for a version.
    public func isVersion(_ text: String) -> Bool { DebianVersion(text).isValid }

    /// dpkg's order; nil where the right one is not a version.
    public func order(_ left: String, _ right: String) -> Int? {
        let (left, right) = (DebianVersion(left), DebianVersion(right))
        guard right.isValid else { return nil }
        return left < right ? -1 : left == right ? 0 : 1
    }

    /// The version without epoch, revision and what repackaging adds.
    public func upstreamVersion(_ version: String) -> String {
        var upstream = DebianVersion(version).upstream
        for mark in ["+dfsg", "~dfsg", ".dfsg", "+ds", "+really", "+repack"] {
            if let range = upstream.utf8.firstRange(of: mark.utf8) { upstream = upstream[..<range.lowerBound] }
        }
        return String(upstream)
    }

    /// Epoch, upstream version and revision.
    public func versionParts(_ version: String) -> VersionParts {
        let version = DebianVersion(version)
        return VersionParts(
            epoch: version.epoch.isEmpty ? nil : String(version.epoch), upstream: String(version.upstream),
            revision: version.revision.map(String.init))
    }

    /// Some tools leave a version's epoch to a qualifier.
    public func version(of purl: PackageURL) -> String? {
        guard let version = purl.version, let epoch = purl.qualifiers["epoch"], !version.contains(":") else {
            return purl.version
        }
        return "\(epoch):\(version)"
    }

    /// Its name and what it provides.
    public func providedNames(of package: Package) -> [String] {
        [package.name] + (package.debian?.provides ?? []).compactMap { DebianRelation($0)?.alternatives.first?.name }
    }

    /// Pre-Depends and Depends.
    public func neededNames(of package: Package) -> [[String]] {
        guard let fields = package.debian else { return [] }
        return (fields.preDepends + fields.depends).compactMap { DebianRelation($0)?.alternatives.map(\.name) }
    }

    /// They do.
    public var recordsRelations: Bool { true }
    /// apt's.
    public var commands: PackageCommands? {
        PackageCommands(
            install: "apt-get install -y", remove: "apt-get purge -y --auto-remove",
            removeUnneeded: "apt-get autoremove --purge -y", keep: "apt-mark manual")
    }
    /// Debian's and Ubuntu's.
    public var advisoryEcosystems: [String] { ["Debian", "Ubuntu"] }
    /// dpkg's and apt's own.
    public var dependencyKinds: [DependencyKind] { [.preDepends, .recommends, .suggests] }

    /// dpkg's database and apt's, and debconf's and ucf's.
    public var databasePaths: [String] {
        ["var/lib/dpkg/", "var/lib/apt/", "var/cache/debconf/", "var/lib/ucf/"]
    }

    /// Compilers, headers, what drives them, and installers.
    public var buildTools: [String] { DebianTools.building }

    /// What fits those patterns but is needed to run programs.
    public var neededToRun: [String] { ["gcc-*-base", "gettext-base", "libtool-bin"] }
}

private enum DebianTools {
    static let building = [
        // Compilers, linkers and assemblers.
        "gcc", "gcc-[0-9]*", "g++*", "cpp", "cpp-*", "gfortran*", "clang*", "llvm", "llvm-*", "lld*", "binutils*",
        "nasm",
        "yasm", "rustc", "cargo", "golang*", "default-jdk*", "openjdk-*-jdk*", "ghc", "ocaml", "swig*", "tcc",
        "build-essential", "dpkg-dev", "libtool*", "libc-dev-bin", "linux-libc-dev", "dpkg-cross", "fakeroot",
        // What drives them.
        "make", "make-guile", "cmake*", "ninja-build", "meson", "autoconf*", "automake*", "autotools-dev", "bison",
        "flex",
        "m4", "pkg-config", "pkgconf*", "patch", "gettext", "intltool", "scons", "ant", "maven", "gradle", "debhelper",
        "devscripts", "quilt", "ccache",
        // Headers and static libraries.
        "*-dev", "*-dev-bin",
        // Where sources come from.
        "git", "git-man", "git-lfs", "mercurial*", "subversion", "bzr", "cvs", "brz*",
        // Installers of other ecosystems.
        "python3-pip*", "python3-setuptools", "python3-wheel", "python3-venv", "python3.*-venv", "pipx", "npm",
        "node-gyp", "ruby-bundler", "composer",
        // Looking into what runs.
        "gdb*", "strace", "ltrace", "valgrind*", "manpages-dev", "*-dbg", "*-dbgsym",
    ]
}

/// Where dpkg and apt keep what they know.
enum DebianPaths {
    /// Where dpkg looks for its database.
    static let database: BytePath = "var/lib/dpkg"
    static let status: BytePath = "status"
    static let statusFolder: BytePath = "status.d"
    static let information: BytePath = "info"
    static let journal: BytePath = "updates"
    static let diversions: BytePath = "diversions"
    static let extendedStates: BytePath = "var/lib/apt/extended_states"
    static let aptConfiguration: BytePath = "etc/apt/apt.conf"
    static let aptConfigurationFolder: BytePath = "etc/apt/apt.conf.d"
    static let documentation: BytePath = "usr/share/doc"
    static let alternatives: BytePath = "etc/alternatives"

    private static let folderName = Array("dpkg".utf8)

    private static func namesDatabase(_ path: [UInt8]) -> Bool {
        let bytes = path.span
        guard bytes.count > 5 else { return false }
        for index in 0..<bytes.count - 5 where bytes[index] == UInt8(ascii: "d") {
            if bytes[index + 1] == UInt8(ascii: "p"), bytes[index + 2] == UInt8(ascii: "k"),
                bytes[index + 3] == UInt8(ascii: "g"), bytes[index + 4] == UInt8(ascii: "/")
            {
                return true
            }
        }
        return false
    }

    /// How a file of a database is kept, wherever a link may lead to it: image-based systems have it in /usr.
    static func captureMode(inDatabase path: BytePath) -> CaptureMode? {
        // Asked of every file of an image, of which few are in a folder of this name.
        guard namesDatabase(path.bytes) else { return nil }
        let folder = path.parent
        if folder.name.elementsEqual(folderName) {
            if path.name.elementsEqual(status.bytes) { return .controlFile }
            return path.name.elementsEqual(diversions.bytes) ? .whole : nil
        }
        guard folder.parent.name.elementsEqual(folderName) else { return nil }
        let isList = path.name.hasSuffix(".list") || path.name.hasSuffix(".md5sums")
        switch folder.name {
        case let name where name.elementsEqual(information.bytes): return isList ? .whole : nil
        case let name where name.elementsEqual(statusFolder.bytes): return isList ? .whole : .controlFile
        case let name where name.elementsEqual(journal.bytes): return .controlFile
        default: return nil
        }
    }
}

extension DebianEcosystem {
    /// The source package in the release of the image; packages that are not properly installed have none.
    public func advisorySubject(of package: Package, in distribution: Distribution?) -> AdvisorySubject? {
        guard let distribution, let release = distribution.versionID, let source = package.debian?.source,
            let name = ["debian": "Debian", "ubuntu": "Ubuntu"][distribution.id]
        else { return nil }
        // Point releases of Debian are one release.
        let number = name == "Debian" ? String(release.prefix { $0 != "." }) : release
        let origin = DebianOrigin(of: source.version, on: name, number)
        let isSignedKernel = name == "Debian" && source.name.hasPrefix("linux-signed-")
        var subject = AdvisorySubject(
            ecosystem: name, release: origin.release ?? number, name: isSignedKernel ? "linux" : source.name,
            // Signed kernels are built anew of those of linux, and are of their version.
            version: isSignedKernel ? package.version : source.version)
        subject.reasonAside = origin.reason
        if subject.name == "linux", DebianEcosystem.kernelHeaders.contains(where: { package.name.hasPrefix($0) }) {
            subject.reasonAside = "kernel headers are not the kernel"
            subject.isHarmless = true
        }
        return subject
    }

    /// What the kernel's source also builds, which is no part of it and runs nothing of it.
    private static let kernelHeaders = [
        "linux-libc-dev", "linux-headers-", "linux-doc", "linux-source", "linux-kbuild-",
    ]
}

/// Where a package comes from, as far as its version tells.
private struct DebianOrigin {
    /// The release whose advisories speak of it, where it is not the image's; nil where it is.
    private(set) var release: String?
    /// Why no release's advisories do.
    private(set) var reason: String?

    /// Marks that archives outside of the distribution put into versions.
    private static let archives = [
        ("pgdg", "PostgreSQL's archive"), ("nodesource", "NodeSource"), ("deb.sury.org", "deb.sury.org"),
        ("~bpo", "backports"), (".sav", "a personal archive"), ("~ppa", "a personal archive"),
    ]

    init(of version: String, on distribution: String, _ number: String) {
        let text = version.utf8
        if let (_, archive) = DebianOrigin.archives.first(where: { text.firstRange(of: $0.0.utf8) != nil }) {
            reason = "it comes from \(archive), of which the advisories say nothing"
            return
        }
        guard distribution == "Debian" else { return }
        if text.firstRange(of: "ubuntu".utf8) != nil {
            reason = "it was built for Ubuntu"
        } else if let mark = text.firstRange(of: "deb".utf8) {
            // 1.2-3+deb13u1: an update of Debian 13, whatever it is installed on.
            let digits = text[mark.upperBound...].prefix(while: \.isDigit)
            let rest = text[digits.endIndex...]
            if rest.first == UInt8(ascii: "u"), let own = String(digits), own != number { release = own }
        }
    }
}
