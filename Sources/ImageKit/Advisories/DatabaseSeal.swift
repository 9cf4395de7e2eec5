import ImageReading
import SystemPackage

extension AdvisoryDatabase {
    /// Where the seal stands: two fields of SQLite's header that belong to the application (user version, application id).
    private static let fields = [60..<64, 68..<72]

    /// Writes the seal of a finished database into it, so that a damaged copy is recognized.
    static func seal(_ path: String) throws {
        let file = try InputFile(path: path)
        guard case .regular(let size) = file.kind else { throw ImageError(.unwritable, "the database is no file") }
        let bytes = try digest(of: file, size: size)
        do {
            let descriptor = try FileDescriptor.open(FilePath(path), .writeOnly)
            try descriptor.closeAfter {
                for (place, field) in fields.enumerated() {
                    let part = bytes[(4 * place)..<(4 * place + 4)]
                    _ = try descriptor.writeAll(toAbsoluteOffset: Int64(field.lowerBound), part)
                }
            }
        } catch let error as Errno {
            throw ImageError(.unwritable, "the database can't be written: \(error)")
        }
    }

    /// Compares a database with its seal.
    ///
    /// - Throws: ``/ImageReading/ImageError`` where a byte is another than when it was written.
    static func checkSeal(of file: InputFile, size: Int64) throws {
        let head = try file.region(offset: 0, size: min(size, 100)).read(upTo: 100)
        let sealed = fields.flatMap { $0.upperBound <= head.count ? Array(head[$0]) : [] }
        guard try digest(of: file, size: size).elementsEqual(sealed) else {
            throw ImageError(
                .malformedDocument,
                "the database of advisories is damaged, or of another version; copy it again, or build it again")
        }
    }

    /// The first bytes of the SHA-256 digest of all others.
    private static func digest(of file: InputFile, size: Int64) throws -> [UInt8] {
        var hash = SHA256()
        var head = try file.region(offset: 0, size: min(size, 100)).read(upTo: 100)
        for field in fields where field.upperBound <= head.count {
            for place in field { head[place] = 0 }
        }
        hash.update(head)
        try hash.update(file.region(offset: Int64(head.count), size: size - Int64(head.count)))
        return Array(hash.finalize().prefix(8))
    }
}

extension SHA256 {
    /// The digest of a file, `sha256:` and hexadecimal digits.
    static func digest(of file: InputFile, size: Int64) throws -> String {
        var hash = SHA256()
        try hash.update(file.region(offset: 0, size: size))
        return "sha256:" + hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Takes all bytes of a stream.
    fileprivate mutating func update(_ stream: any ByteStream) throws {
        while true {
            let bytes = try stream.read(upTo: 1 << 20)
            guard !bytes.isEmpty else { return }
            update(bytes)
        }
    }
}
