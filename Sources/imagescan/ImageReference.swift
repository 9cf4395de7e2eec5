import ImageKit
import SystemPackage

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

    /// Stands before an image on standard input with a reference, `-#app:1`, which a parser of options takes for options.
    private static let dashMark = "\0"

    /// The arguments with images on standard input marked, so that they are not taken for options.
    static func marking(_ arguments: some Sequence<String>) -> [String] {
        arguments.map { $0.hasPrefix("-#") ? dashMark + $0 : $0 }
    }

    /// Reads `[docker-archive:|docker-dir:|oci-archive:|oci-dir:|dir:]PATH[#REFERENCE]`; a file whose own name holds `#` is taken whole.
    init(_ text: String) {
        var path = text.hasPrefix(ImageReference.dashMark) ? String(text.dropFirst()) : text
        var format: ImageArchive.Format?
        for known in [ImageArchive.Format.dockerArchive, .dockerDirectory, .ociArchive, .ociDirectory, .directory]
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
        // Unsafe: the C string lives as long as the call.
        if path != "-", unsafe access(path, F_OK) != 0, let hint = Guidance.hint(forImage: path) {
            throw ImageError(.unreadable, "there is no such file; \(hint)", archive: path)
        }
        if path == "-", Terminal.isTerminal(.standardInput) {
            throw ImageError(
                .unreadable,
                "standard input is a terminal; pipe an image in, as in docker save app | imagescan inventory -")
        }
        return try ImageArchive(path: path, as: format, options: options)
    }
}
