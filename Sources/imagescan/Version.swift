import ImageKit

/// What `--version` prints.
enum Version {
    static let number = "0.1.0"

    static var text: String {
        let libraries = LibraryVersions.current
        return "imagescan \(number) (\(libraries.map { "\($0.name) \($0.version)" }.joined(separator: ", ")))"
    }
}
