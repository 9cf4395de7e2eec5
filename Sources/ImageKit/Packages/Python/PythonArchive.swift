import ImageReading

/// A zip archive that lies on Python's path: the distributions whose records are at its root are there to be imported.
struct PythonArchive {
    /// Names that archives on a path have; others are not kept while a layer is read.
    static let suffixes = [".zip", ".whl", ".pyz"]

    /// The folders of records by what their names say.
    private let folders: [PythonRecordName: String]
    private let members: [String: [UInt8]]

    /// What the names of the folders of records say, in the order of the folders.
    var records: [PythonRecordName] { folders.sorted { $0.value < $1.value }.map(\.key) }

    /// Reads the records of an archive; fails for anything but a zip archive.
    init?(_ contents: [UInt8]) {
        var folders: [PythonRecordName: String] = [:]
        let members = try? ZipMembers.read(from: contents) { name in
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, ["METADATA", "PKG-INFO", "requires.txt"].contains(parts[1]),
                let record = PythonRecordName(parts[0].utf8)
            else { return false }
            folders[record] = min(folders[record] ?? String(parts[0]), String(parts[0]))
            return true
        }
        guard let members else { return nil }
        self.members = members
        self.folders = folders
    }

    /// A file of a record; nil where the archive lacks it, or it was too large to be read.
    func member(_ name: String, of record: PythonRecordName) -> [UInt8]? {
        folders[record].flatMap { members["\($0)/\(name)"] }
    }
}
