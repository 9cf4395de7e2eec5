import SystemPackage

/// Reads files of this system that are no images.
enum SmallFile {
    /// Everything in a file, `-` being standard input; nil where that is more than the limit, in bytes.
    static func bytes(of path: String, limit: Int) throws -> [UInt8]? {
        let descriptor = path == "-" ? .standardInput : try FileDescriptor.open(FilePath(path), .readOnly)
        return try descriptor.closeAfter {
            var bytes: [UInt8] = []
            var part = [UInt8](repeating: 0, count: 64 << 10)
            while true {
                // The pointer is used only while the array is held.
                let read = try unsafe part.withUnsafeMutableBytes { try unsafe descriptor.read(into: $0) }
                if read == 0 { return bytes }
                bytes += part.prefix(read)
                guard bytes.count <= limit else { return nil }
            }
        }
    }
}

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
                throw SettingsError("\(file) is not UTF-8 text")
            }
            return text
        } catch let error as Errno {
            throw SettingsError("\(file) can't be read: \(error)")
        }
    }
}
