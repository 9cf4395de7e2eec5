@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// A small image with Python distributions, made in memory; contents are kept where the ecosystem asks for them.
struct PythonImage {
    private(set) var layer = TestLayer()
    var configuration = ImageConfiguration()

    static let site = "usr/local/lib/python3.11/site-packages"

    init(env: [String] = [], user: String? = nil) {
        configuration.config = ImageConfiguration.Execution()
        configuration.config?.env = env
        configuration.config?.user = user
    }

    mutating func add(_ path: String, _ text: String = "") throws { try add(path, bytes: Array(text.utf8)) }

    mutating func add(_ path: String, bytes: [UInt8]) throws {
        let rules = PythonEcosystem()
        let mode = BytePath(Array(path.utf8)).flatMap { rules.captureMode(for: $0) }
        try layer.add(
            file: path, bytes: bytes, isKept: (mode ?? rules.captureMode(forHead: Array(bytes.prefix(32)))) != nil)
    }

    /// Adds a file whose contents are kept, whoever asked for them.
    mutating func addKept(_ path: String, _ text: String) throws { try layer.add(file: path, text) }

    mutating func add(link path: String, to target: String) throws { try layer.add(link: path, to: target) }

    mutating func add(hardLink path: String, to target: String) throws { try layer.add(hardLink: path, to: target) }

    mutating func add(directory path: String) throws { try layer.add(directory: path) }

    /// Adds a wheel's dist-info with RECORD of itself and the given files, which are made too.
    mutating func add(
        wheel name: String, _ version: String, in site: String = PythonImage.site, files: [String] = [],
        more: String = ""
    ) throws {
        let folder = "\(name)-\(version).dist-info"
        try add(
            "\(site)/\(folder)/METADATA", "Metadata-Version: 2.1\nName: \(name)\nVersion: \(version)\n\(more)\n\nbody")
        for file in files { try add("\(site)/\(file)", file) }
        let lines = files.map { "\($0),sha256=x,\($0.utf8.count)" } + ["\(folder)/METADATA,,", "\(folder)/RECORD,,"]
        try add("\(site)/\(folder)/RECORD", lines.joined(separator: "\n") + "\n")
        try add("\(site)/\(folder)/INSTALLER", "pip\n")
    }

    var tree: FileTree { TestLayer.tree(layer) }

    var result: any PackageCatalog {
        PythonEcosystem().catalog(CatalogContext(tree: tree, configuration: configuration, distribution: nil))
    }

    /// `name version @environment interpreter`, and what shadows it.
    var rows: [String] {
        result.packages.map(\.package).map { package in
            let interpreter = package.python?.interpreterVersion.map { " " + $0 } ?? ""
            let shadow = package.shadowedBy.map { " < \($0.version ?? "")" } ?? ""
            return "\(package.name) \(package.version) @\(package.python?.environment ?? "")\(interpreter)\(shadow)"
        }
    }

    /// The paths that a package owns.
    func files(_ name: String) -> [String] {
        let tree = tree
        return result.packages.filter { $0.package.name == name }.flatMap(\.files).map { tree.path(of: $0).string }
            .sorted()
    }

    func package(_ name: String) -> Package? { result.packages.first { $0.package.name == name }?.package }

    /// `code path`, and the messages.
    var remarks: [String] { result.diagnostics.map { "\($0.code.rawValue) \($0.path ?? "")" } }
    var messages: [String] { result.diagnostics.map(\.message) }
}
