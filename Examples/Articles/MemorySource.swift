import ImageReading

/// The files of an image layout, or of what `docker save` writes, in memory.
struct MemorySource: BlobSource {
    let name: String
    let files: [String: [UInt8]]

    var fileNames: [String]? { files.keys.sorted() }

    func size(of file: String) -> Int64? { files[file].map { Int64($0.count) } }

    func open(_ file: String) -> (any BlobStream)? { files[file].map(MemoryStream.init) }
}
