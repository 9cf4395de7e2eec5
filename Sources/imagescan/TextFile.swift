import SystemPackage

/// A small text file of the user's own: settings, a policy.
enum TextFile {
    private static let sizeLimit = 1 << 20

    /// The whole text.
    ///
    /// - Throws: ``SettingsError`` where it can't be read or is larger than 1 MiB.
    static func contents(of file: String) throws -> String {
        do {
            let descriptor = try FileDescriptor.open(FilePath(file), .readOnly)
            return try descriptor.closeAfter {
                var bytes: [UInt8] = []
                var part = [UInt8](repeating: 0, count: 64 << 10)
                while true {
                    let read = try unsafe part.withUnsafeMutableBytes { try unsafe descriptor.read(into: $0) }
                    if read == 0 { return String(decoding: bytes, as: UTF8.self) }
                    bytes += part.prefix(read)
                    guard bytes.count <= sizeLimit else { throw SettingsError("\(file) is larger than 1 MiB") }
                }
            }
        } catch let error as Errno {
            throw SettingsError("\(file) can't be read: \(error)")
        }
    }
}
