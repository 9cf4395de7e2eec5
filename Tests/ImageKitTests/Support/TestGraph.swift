@testable import ImageKit

/// A dependency graph of packages made in memory.
struct TestGraph {
    private var stanzas: [String] = []
    private var automatic = ""
    private(set) var image = PythonImage()

    /// Adds a Debian package; a name that ends in `*` is an automatic one.
    mutating func add(_ name: String, _ fields: String = "", version: String = "1", architecture: String = "amd64")
        throws
    {
        let isAutomatic = name.hasSuffix("*")
        let name = isAutomatic ? String(name.dropLast()) : name
        stanzas.append(
            "Package: \(name)\nStatus: install ok installed\nVersion: \(version)\nArchitecture: \(architecture)\n"
                + (fields.isEmpty ? "" : fields + "\n"))
        if isAutomatic { automatic += "Package: \(name)\nArchitecture: \(architecture)\nAuto-Installed: 1\n\n" }
        try image.add("opt/\(name)", String(repeating: "x", count: 10))
        try image.addKept("var/lib/dpkg/info/\(name).list", "/.\n/opt/\(name)\n")
    }

    mutating func add(setting: String) throws { try image.addKept("etc/apt/apt.conf.d/test", setting) }

    mutating func add(wheel name: String, requested: Bool = false, _ more: String = "") throws {
        try image.add(wheel: name, "1", files: ["\(name).py"], more: more)
        if requested { try image.addKept("\(PythonImage.site)/\(name)-1.dist-info/REQUESTED", "") }
    }

    mutating func addKept(_ path: String, _ text: String) throws { try image.addKept(path, text) }

    func graph() throws -> DependencyGraph {
        var image = image
        try image.addKept("var/lib/dpkg/status", stanzas.joined(separator: "\n"))
        try image.addKept("var/lib/apt/extended_states", automatic)
        let tree = image.tree
        let inventory = try Inventory(
            of: tree, configuration: image.configuration, catalogers: [DebianCataloger(), PythonCataloger()])
        return DependencyGraph(
            inventory: inventory, tree: tree, configuration: image.configuration,
            platform: Platform(os: "linux", architecture: "amd64"))
    }
}

extension DependencyGraph {
    func position(_ name: String) -> Int? { positions(named: name).first }

    /// The names of what goes with a package.
    func removed(_ name: String) -> [String] {
        guard let position = position(name) else { return [] }
        return removal(of: position).packages.map { packages[$0].name }.sorted()
    }

    /// What a package needs, by name.
    func needed(by name: String) -> [String] {
        guard let position = position(name) else { return [] }
        return needs[position].map { packages[$0.to].name }.sorted()
    }
}
