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
