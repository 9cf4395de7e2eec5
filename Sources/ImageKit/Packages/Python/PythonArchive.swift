import ImageReading

/// A zip archive that lies on Python's path: the distributions whose records are at its root are there to be imported.
struct PythonArchive {
    /// Names that archives on a path have; others are not kept while a layer is read.
    static let suffixes = [".zip", ".whl", ".pyz"]

    /// The folders of records, in the order of their names.
    let records: [String]
    private let members: [String: [UInt8]]

    /// Reads the records of an archive; fails where it is no zip archive.
    init?(_ contents: [UInt8]) {
        guard
            let members = try? ZipMembers.read(
                from: contents,
                where: { name in
                    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
                    guard parts.count == 2, PythonRecordName(parts[0].utf8) != nil else { return false }
                    return ["METADATA", "PKG-INFO", "requires.txt"].contains(parts[1])
                })
        else { return nil }
        self.members = members
        records = Set(members.keys.map { String($0.prefix { $0 != "/" }) }).sorted()
    }

    /// A file of a record; nil where there is none.
    func member(_ name: String, of record: String) -> [UInt8]? { members["\(record)/\(name)"] }
}
