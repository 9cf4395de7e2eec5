package import ImageReading

/// Where packages keep what they say of their licence.
package enum LicenseFiles {
    static let documentation: BytePath = "usr/share/doc"
    static let commonLicenses: BytePath = "usr/share/common-licenses"
    static let copyright = Array("copyright".utf8)
    /// The folder of licence files in a `.dist-info` (PEP 639).
    static let pythonFolder = Array("licenses".utf8)

    /// Whether a file is one that may have to be read: a Debian package's copyright file, or a licence in a record of a
    /// Python distribution.
    package static func isLicense(_ path: BytePath) -> Bool {
        if path.name.elementsEqual(copyright), path.parent.parent == documentation { return true }
        let folder = path.parent.name
        if isPythonRecord(folder) { return isPythonLicense(path.name) }
        guard let licenses = path.components.lastIndex(where: { $0.elementsEqual(pythonFolder) }), licenses > 0,
            licenses < path.components.count - 1
        else { return false }
        return path.components[licenses - 1].hasSuffix(".dist-info")
    }

    /// Whether a file in a record's folder is a licence by its name, as setuptools and wheel put them there.
    static func isPythonLicense(_ name: some Collection<UInt8>) -> Bool {
        let name = name.prefix(9).map(\.lowercased)
        return ["license", "licence", "copying", "copyright", "notice"].contains { name.starts(with: $0.utf8) }
    }

    static func isPythonRecord(_ folder: ArraySlice<UInt8>) -> Bool {
        folder.hasSuffix(".dist-info") || folder.hasSuffix(".egg-info") || folder.elementsEqual("EGG-INFO".utf8)
    }
}
