@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

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
            of: tree, configuration: image.configuration, ecosystems: [DebianEcosystem(), PythonEcosystem()])
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

extension TestGraph {
    /// A graph of packages that need, provide and twin one another at random.
    static func random(_ generator: inout SeededGenerator, packages count: Int) throws -> DependencyGraph {
        var test = TestGraph()
        for number in 0..<count {
            var fields: [String] = []
            func names(_ most: UInt64) -> [String] {
                (0..<generator.next() % (most + 1)).map { _ in "p\(generator.next() % UInt64(count))" }
            }
            let depends = names(3).map { generator.next() % 3 == 0 ? "\($0) | virtual\(generator.next() % 3)" : $0 }
            if !depends.isEmpty { fields.append("Depends: " + depends.joined(separator: ", ")) }
            if generator.next() % 4 == 0 { fields.append("Recommends: p\(generator.next() % UInt64(count))") }
            if generator.next() % 3 == 0 { fields.append("Provides: virtual\(generator.next() % 3)") }
            if generator.next() % 2 == 0 { fields.append("Source: s\(generator.next() % 3) (\(generator.next() % 3))") }
            try test.add("p\(number)" + (generator.next() % 3 == 0 ? "" : "*"), fields.joined(separator: "\n"))
        }
        for number in 0..<3 {
            let needed = "Requires-Dist: w\((number + 1) % 3)"
            try test.add(wheel: "w\(number)", requested: generator.next() % 2 == 0, needed)
        }
        return try test.graph()
    }
}
