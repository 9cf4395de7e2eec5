import ImageKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An image as it is named on the command line: a path, with a format in front of it and a reference after it.
struct ImageReference {
    let path: String
    let reference: String?
    private let format: ImageArchive.Format?

    /// Reads `[docker-archive:|oci-archive:|oci-dir:]PATH[#REFERENCE]`; a file whose own name holds `#` is taken whole.
    init(_ text: String) {
        var path = text
        var format: ImageArchive.Format?
        for known in [ImageArchive.Format.dockerArchive, .ociArchive, .ociDirectory]
        where path.hasPrefix(known.rawValue + ":") {
            path = String(path.dropFirst(known.rawValue.count + 1))
            format = known
        }
        self.format = format
        // Unsafe: the C string lives as long as the call.
        guard unsafe access(path, F_OK) != 0, let mark = path.lastIndex(of: "#") else {
            self.path = path
            reference = nil
            return
        }
        self.path = String(path[..<mark])
        reference = String(path[path.index(after: mark)...])
    }

    /// Opens the archive.
    func open(_ options: ScanOptions) throws -> ImageArchive {
        let archive = try ImageArchive(path: path, options: options)
        if let format, archive.format != format {
            throw ImageError(
                .notAnImage, "the format is \(archive.format.rawValue), not \(format.rawValue)",
                archive: archive.name)
        }
        return archive
    }
}
