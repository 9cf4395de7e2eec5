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
        do {
            while let entry = try reader.next() {
                try members.admit(entry, limits: limits)
                let place = Place(offset: reader.position, size: entry.size)
                members.append(entry, contents: place)
            }
        } catch let error as ImageError {
            throw members.explained(error)
        }
        try members.joinRepeated { left, right in
            try left.size == right.size
                && TarSource.digest(file, left) == TarSource.digest(file, right)
        }
        self.members = members
        diagnostics = reader.diagnostics + members.diagnostics
    }

    private static func digest(_ file: InputFile, _ place: Place) throws -> Digest {
        let stream = HashingStream(file.region(offset: place.offset, size: place.size))
        _ = try stream.skip(place.size)
        return stream.digest
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
