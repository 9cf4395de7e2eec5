import FoundationEssentials
import ImageKit
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Settings of `.imagescan.yaml` and of `IMAGESCAN_*` variables; the variables win, and options win over both.
struct Settings {
    /// Every setting there is: its name in the file, with `gates.` for those below `gates`.
    static let known: Set<String> = Set(Limits.names.map { "limits.\($0)" }).union([
        "cache", "verify", "gates.max-size", "gates.max-growth", "gates.max-packages", "gates.min-saving",
        "gates.max-waste", "gates.min-efficiency",
    ])
    /// The file that is read where none is named.
    static let defaultFile = ".imagescan.yaml"

    /// The values by name, and where each was set.
    private var values: [String: (text: String, place: String)] = [:]

    /// A setting as text.
    func text(_ name: String) -> String? { values[name]?.text }

    /// A setting that is true or false.
    func flag(_ name: String) throws -> Bool? {
        guard let value = values[name] else { return nil }
        switch value.text.lowercased() {
        case "true", "yes", "1": return true
        case "false", "no", "0": return false
        default: throw SettingsError("\(value.place): \(name) must be true or false, not \(value.text)")
        }
    }

    /// Where a setting was set, for an error.
    func place(_ name: String) -> String { values[name]?.place ?? name }

    /// Reads the file, if there is one, and the environment.
    ///
    /// - Parameter path: the file; nil takes `.imagescan.yaml` of the working directory where there is one.
    static func load(_ path: String?) throws -> Settings {
        var settings = Settings()
        let file = path ?? defaultFile
        if path != nil || (unsafe access(file, F_OK)) == 0 { try settings.read(file) }
        if let misspelled { throw misspelled }
        for name in known.sorted() {
            let variable = variable(of: name)
            // Unsafe: nothing changes the environment, and the value is copied at once.
            if let value = unsafe getenv(variable) {
                settings.values[name] = unsafe (String(cString: value), "environment variable \(variable)")
            }
        }
        return settings
    }

    /// The environment variable of a setting: gates go by their own names, limits as IMAGESCAN_LIMIT_NAME.
    private static func variable(of name: String) -> String {
        let key = name.replacing("gates.", with: "").replacing("limits.", with: "limit-")
        return "IMAGESCAN_" + key.uppercased().replacing("-", with: "_")
    }

    /// A variable that is nearly a setting's, which would leave out a gate without a word; looked for once.
    private static let misspelled: SettingsError? = {
        let variables = Set(known.map(variable))
        for name in ProcessInfo.processInfo.environment.keys.sorted()
        where name.hasPrefix("IMAGESCAN_") && !variables.contains(name) {
            let near = variables.lazy.filter { abs($0.utf8.count - name.utf8.count) <= 2 }
                .map { (distance: TextDistance.between($0, name), name: $0) }.min { $0 < $1 }
            guard let near, near.distance <= 2 else { continue }
            return SettingsError("environment variable \(name) is no setting (did you mean \(near.name)?)")
        }
        return nil
    }()

    private mutating func read(_ file: String) throws {
        let text = try TextFile.contents(of: file)
        guard let root = try Settings.document(text, of: file) else { return }
        try read(root, prefix: "", file: file)
    }

    /// The YAML of a file; nil where it is empty.
    static func document(_ text: String, of file: String) throws -> YAMLNode? {
        do {
            return try YAMLNode.document(text)
        } catch let error as YAMLError {
            throw SettingsError(
                "\(file):\(error.mark.line):\(error.mark.column): this can't be read as YAML: \(error.reason)")
        }
    }

    private mutating func read(_ node: YAMLNode, prefix: String, file: String) throws {
        guard let fields = node.fields else {
            throw SettingsError("\(Settings.place(node, file)): expected names and values")
        }
        for field in fields {
            let name = prefix + field.name
            if Settings.known.contains(name), let text = field.value.text {
                values[name] = (text, Settings.place(field.value, file))
            } else if Settings.known.contains(name) {
                throw SettingsError("\(Settings.place(field.value, file)): \(name) takes one value, not a list")
            } else if prefix.isEmpty, Settings.known.contains(where: { $0.hasPrefix(name + ".") }) {
                try read(field.value, prefix: name + ".", file: file)
            } else {
                let near = TextDistance.nearest(to: name, among: Settings.known).map { " (did you mean \($0)?)" } ?? ""
                throw SettingsError("\(Settings.place(field.key, file)): unknown setting \(name)\(near)")
            }
        }
    }

    private static func place(_ node: YAMLNode, _ file: String) -> String {
        "\(file):\(node.mark.line):\(node.mark.column)"
    }
}

/// Settings that can't be used.
struct SettingsError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
