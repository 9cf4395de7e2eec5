import ImageKit

/// What `--version` prints.
enum Version {
    static var text: String {
        let libraries = LibraryVersions.current
        return
            "imagescan \(ImageKitVersion.number) (\(libraries.map { "\($0.name) \($0.version)" }.joined(separator: ", ")))"
    }
}
