import ImageKit
import SystemPackage
import Yams

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
        for name in known.sorted() {
            // Gates go by their own names, limits as IMAGESCAN_LIMIT_NAME.
            let key = name.replacing("gates.", with: "").replacing("limits.", with: "limit-")
            let variable = "IMAGESCAN_" + key.uppercased().replacing("-", with: "_")
            // Unsafe: nothing changes the environment, and the value is copied at once.
            if let value = unsafe getenv(variable) {
                settings.values[name] = unsafe (String(cString: value), "environment variable \(variable)")
            }
        }
        return settings
    }

    private mutating func read(_ file: String) throws {
        let text = try TextFile.contents(of: file)
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw SettingsError("\(file): \(error)")
        }
        guard let root else { return }
        try read(root, prefix: "", file: file)
    }

    private mutating func read(_ node: Node, prefix: String, file: String) throws {
        guard let mapping = node.mapping else {
            throw SettingsError("\(Settings.place(node, file)): expected names and values")
        }
        for (key, value) in mapping {
            let name = prefix + (key.string ?? "")
            if Settings.known.contains(name), let text = value.scalar?.string {
                values[name] = (text, Settings.place(value, file))
            } else if prefix.isEmpty, Settings.known.contains(where: { $0.hasPrefix(name + ".") }) {
                try read(value, prefix: name + ".", file: file)
            } else {
                let near = Settings.nearest(to: name).map { " (did you mean \($0)?)" } ?? ""
                throw SettingsError("\(Settings.place(key, file)): unknown setting \(name)\(near)")
            }
        }
    }

    /// The setting whose name is most like another; nil where none is.
    private static func nearest(to name: String) -> String? {
        known.map { (distance: TextDistance.between($0, name), name: $0) }.min { $0 < $1 }
            .flatMap { $0.distance <= max(2, name.count / 4) ? $0.name : nil }
    }

    private static func place(_ node: Node, _ file: String) -> String {
        node.mark.map { "\(file):\($0.line):\($0.column)" } ?? file
    }
}

/// Settings that can't be used.
struct SettingsError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
