#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The names of what lies in a folder of this machine.
enum FolderNames {
    /// Lists a folder.
    ///
    /// - Parameters:
    ///   - path: the folder.
    ///   - limit: how many names are enough.
    /// - Returns: the names in no order, `.` and `..` left out; nil where the folder can't be read, and `errno` says why.
    static func of(_ path: String, limit: Int = .max) -> [String]? {
        // Unsafe: names are copied out of the entry that the library keeps until the next call.
        guard let folder = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while names.count < limit, let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
