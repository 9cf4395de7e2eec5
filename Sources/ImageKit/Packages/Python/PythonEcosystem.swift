public import ImageReading

/// Finds Python distributions: dist-info and egg-info records, eggs and egg-links on any path of any interpreter.
public struct PythonEcosystem: Ecosystem {
    /// `pypi`.
    public let kind = Package.Kind.pypi
    /// `pip`.
    public let name = "pip"
    /// A Python package.
    public let noun = "Python package"

    /// Makes the ecosystem.
    public init() {}

    /// Keeps what records a distribution or adds to a path.
    public func captureMode(for path: BytePath) -> CaptureMode? {
        if path == Accounts.passwordFile { return .whole }
        let name = path.name
        switch name.last {
        case UInt8(ascii: "A") where name.elementsEqual("METADATA".utf8): return isInRecord(path) ? .headerFields : nil
        case UInt8(ascii: "O") where name.elementsEqual("PKG-INFO".utf8): return isInRecord(path) ? .headerFields : nil
        case UInt8(ascii: "g") where name.elementsEqual("pyvenv.cfg".utf8): return .whole
        case UInt8(ascii: "h") where name.hasSuffix(".pth"): return .whole
        case UInt8(ascii: "h") where name.elementsEqual(PythonInterpreterVersion.header.utf8):
            return path.bytes.starts(with: "usr/local/include/python".utf8) ? .licenseText : nil
        case UInt8(ascii: "y") where name.hasSuffix(".py"): return tellsVersion(path) ? .shortText : nil
        case UInt8(ascii: "o") where name.hasSuffix(".egg-info"): return .headerFields
        case UInt8(ascii: "g") where name.hasSuffix(".egg"): return .whole
        case UInt8(ascii: "k") where name.hasSuffix(".egg-link"): return .whole
        // One may be on Python's path. Few are: what is too large is not kept.
        case UInt8(ascii: "p"), UInt8(ascii: "l"), UInt8(ascii: "z"):
            return PythonArchive.suffixes.contains { name.hasSuffix($0) } ? .licenseText : nil
        default:
            return PythonEcosystem.recordFiles.contains { name.elementsEqual($0) } && isInRecord(path) ? .whole : nil
        }
    }

    /// Keeps metadata under any name, since a record's METADATA may be a link to it, and the first line of zipapps.
    public func captureMode(forHead head: [UInt8]) -> CaptureMode? {
        if head.starts(with: "Metadata-Version:".utf8) { return .headerFields }
        return UnlistedPackages.isZipApplication(head) ? .firstLine : nil
    }

    /// Keeps short scripts, of which installers rewrite the first line.
    public func integrityCaptureMode(forHead head: [UInt8]) -> CaptureMode? {
        head.starts(with: "#!".utf8) ? .licenseText : nil
    }

    private static let recordFiles = [
        "RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "top_level.txt", "requires.txt", "installed-files.txt",
    ].map { Array($0.utf8) }

    private func isInRecord(_ path: BytePath) -> Bool {
        let folder = path.parent.name
        return folder.hasSuffix(".dist-info") || folder.hasSuffix(".egg-info") || folder.elementsEqual("EGG-INFO".utf8)
    }

    /// Whether a module is one of those that differ between two releases of a package where everything else is equal: of two
    /// records, it tells which one's files are in place.
    private func tellsVersion(_ path: BytePath) -> Bool {
        func holdsPackages(_ folder: BytePath) -> Bool {
            PythonSiteLayout.packageFolders.contains { folder.name.elementsEqual($0) }
        }
        let folder = path.parent
        return holdsPackages(folder)
            || holdsPackages(folder.parent) && PythonEcosystem.versionFiles.contains { path.name.elementsEqual($0) }
    }

    private static let versionFiles = [
        "__init__.py", "__about__.py", "__version__.py", "_version.py", "version.py",
    ].map { Array($0.utf8) }

    /// Keeps pip's list of the copies it carries.
    public func advisoryCaptureMode(for path: BytePath) -> CaptureMode? {
        path.bytes.hasSuffix(PythonCatalog.vendoredCopies) ? .whole : nil
    }

    /// Keeps license files in records.
    public func licenseCaptureMode(for path: BytePath) -> CaptureMode? {
        PythonLicenses.isLicense(path) ? .licenseText : nil
    }

    /// The distributions of a tree, one for each site that holds it.
    public func catalog(_ context: CatalogContext) -> any PackageCatalog { PythonCatalog(context) }
}

extension PythonEcosystem {
    /// The name as PEP 503 normalizes it.
    public func normalizedName(_ name: String) -> String { PythonName.normalized(name) }

    /// The normalized name.
    public func upstreamName(of package: Package) -> String? { "pypi:" + package.normalizedName }

    /// The language, and what databases make of a project without a vendor.
    public var platformVendors: [@Sendable (String) -> String] { [{ _ in "python" }, { "\($0)_project" }] }

    /// PyPI.
    public var index: (name: String, url: String)? { ("Python Package Index", "https://pypi.org/") }

    /// PEP 440.
    public var versionScheme: String { "PEP 440" }

    /// What PEP 440 takes for a version.
    public func isVersion(_ text: String) -> Bool { PythonVersion(text) != nil }

    /// The order of PEP 440; texts that are not versions are equal to themselves only.
    public func order(_ left: String, _ right: String) -> Int? {
        guard let one = PythonVersion(left), let other = PythonVersion(right) else { return left == right ? 0 : nil }
        return one < other ? -1 : one == other ? 0 : 1
    }

    /// The distributions it requires without an extra.
    public func neededNames(of package: Package) -> [[String]] {
        (package.python?.requires ?? []).filter { !PythonEcosystem.isOptional($0) }
            .compactMap { PythonRequirement($0).map { [$0.normalizedName] } }
    }

    /// Whether a requirement holds only for an extra.
    private static func isOptional(_ requirement: String) -> Bool {
        guard let marker = requirement.split(separator: ";", maxSplits: 1).dropFirst().first else { return false }
        return marker.contains("extra")
    }

    /// The normalized name.
    public func advisorySubject(of package: Package, in distribution: Distribution?) -> AdvisorySubject? {
        var subject = AdvisorySubject(ecosystem: "PyPI", name: package.normalizedName, version: package.version)
        // 1.0+cpu is 1.0 as somebody built it (PEP 440, local version identifiers).
        subject.comparedVersion = String(package.version.prefix { $0 != "+" })
        return subject
    }

    /// They do.
    public var recordsRelations: Bool { true }
    /// pip's, which removes nothing that is not named.
    public var commands: PackageCommands? {
        PackageCommands(install: "pip install --no-cache-dir", remove: "pip uninstall -y")
    }
    /// The index, and those who publish records of interpreters.
    public var advisoryEcosystems: [String] { ["PyPI", "DHI", "Bitnami"] }
    /// Requirements, and the interpreter.
    public var dependencyKinds: [DependencyKind] { [.requires, .interpreter] }

    /// Installers, compilers and test tools.
    public var buildTools: [String] { PythonTools.building }
}

private enum PythonTools {
    static let building = [
        "pip", "pip-tools", "pipenv", "poetry*", "uv", "setuptools", "setuptools-*", "wheel", "build", "twine", "flit*",
        "hatch*", "pdm*", "cython", "pybind11", "cffi-*", "meson*", "ninja", "cmake", "scikit-build*", "maturin",
        "numpy-*",
        "pytest*", "tox", "nox", "coverage", "mypy*", "flake8*", "pylint", "black", "isort", "ruff", "bandit",
        "autopep8",
        "yapf", "pre-commit", "sphinx*", "virtualenv", "conan", "debugpy", "ipdb", "pyright", "types-*", "*-stubs",
    ]
}
