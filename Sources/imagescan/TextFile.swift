import SystemPackage

/// A small text file of the user's own: settings, a policy.
enum TextFile {
    private static let sizeLimit = 1 << 20

    /// The whole text.
    ///
    /// - Throws: ``SettingsError`` where it can't be read or is larger than 1 MiB.
    static func contents(of file: String) throws -> String {
        do {
            guard let bytes = try SmallFile.bytes(of: file, limit: sizeLimit) else {
                throw SettingsError("\(file) is larger than 1 MiB")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw SettingsError("\(file) is no UTF-8 text")
            }
            return text
        } catch let error as Errno {
            throw SettingsError("\(file) can't be read: \(error)")
        }
    }
}
