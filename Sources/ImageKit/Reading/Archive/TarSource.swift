/// An image archive in a file that can be read anywhere: only its headers are read to find the members.
struct TarSource: BlobSource {
    private struct Place: Sendable {
        let offset: Int64
        let size: Int64
    }

    private let file: InputFile
    private let members: ArchiveMembers<Place>
    let diagnostics: [Diagnostic]

    init(_ file: InputFile, size: Int64, limits: Limits) throws {
        self.file = file
        let reader = TarReader(file.region(offset: 0, size: size), limits: limits, sizeLimit: nil)
        var members = ArchiveMembers<Place>(linkLimit: limits.symbolicLinks)
        while let entry = try reader.next() {
            guard members.count < limits.entries else {
                throw limits.exceeded(.entries, "the archive has more than \(limits.entries) members")
            }
            guard !entry.isSparse else {
                throw ImageError(
                    .malformedTar, "a member of an image archive can't be sparse", path: entry.path.string)
            }
            let place = Place(offset: reader.position, size: entry.size)
            members.append(entry, contents: place)
        }
        self.members = members
        diagnostics = reader.diagnostics
    }

    var name: String { file.path }
    var medium: String { "archive" }
    var fileNames: [String]? { members.names }

    func size(of file: String) throws -> Int64? { try members.resolve(file)?.contents.size }

    func open(_ file: String) throws -> (any BlobStream)? {
        guard let place = try members.resolve(file)?.contents else { return nil }
        return self.file.region(offset: place.offset, size: place.size)
    }

    func identity(of file: String) throws -> String { try members.resolve(file)?.name ?? file }
}
