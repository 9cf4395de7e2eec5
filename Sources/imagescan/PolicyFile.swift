import ImageKit
import SystemPackage

/// A policy or claims file as it is named on the command line.
enum PolicyFile {
    /// A policy that comes with the program, or else a file.
    static func load(_ name: String) throws -> Policy { try Policy.builtIn(name) ?? read(name) }

    /// A file.
    static func read(_ file: String) throws -> Policy {
        let text: String
        do {
            text = try TextFile.contents(of: file)
        } catch let error as SettingsError {
            throw PolicyError(
                "\(error)"
                    + (file.contains("/") || file.contains(".")
                        ? ""
                        : "; policies that come with the program: "
                            + Policy.builtInNames.joined(separator: ", ")))
        }
        return try Policy(yaml: text, file: file)
    }
}
