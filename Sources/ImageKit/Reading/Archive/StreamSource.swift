import FoundationEssentials

/// An image archive that comes once, through a pipe or a decompressor: documents are kept, layers are read as they arrive.
struct StreamSource: BlobSource {
    private enum Contents: Sendable {
        case document([UInt8])
        case layer(Layer)
        /// A member that looked like a layer but could not be read as one; an error only if an image names it.
        case failure(ImageError, size: Int64)
    }

    let name: String
    private let members: ArchiveMembers<Contents>
    /// What the layers were read for.
    let options: ReadOptions
    let diagnostics: [Diagnostic]

    init(
        _ source: any ByteStream, name: String, options: ReadOptions
    ) throws {
        let documentBound: Limits.Name = options.readsAttestations ? .attestation : .document
        let limits = options.limits
        let documentLimit = documentBound.value(in: limits)
        self.name = name
        self.options = options
        let stream = BoundedStream(source, limits: limits, bound: .archive)
        let budget = ExpansionBudget(limits: limits)
        let archive = TarReader(stream, limits: limits, sizeLimit: .imageSize)
        var members = ArchiveMembers<Contents>(linkLimit: limits.symbolicLinks)
        var documentBytes: Int64 = 0
        do {
            while let entry = try archive.next() {
                try members.admit(entry, limits: limits)
                guard entry.kind == .file else {
                    members.append(entry, contents: .document([]))
                    continue
                }
                let contents = try StreamSource.read(
                    entry, from: archive, options: options, budget: budget, documentLimit: documentLimit)
                if case .document(let bytes) = contents { documentBytes += Int64(bytes.count) }
                members.append(entry, contents: contents)
                // Attestations come on top of the documents.
                let (total, isUnbounded) = limits.documentTotal.addingReportingOverflow(
                    documentBound == .attestation ? max(0, limits.attestation) : 0)
                guard isUnbounded || documentBytes <= total else {
                    throw limits.exceeded(
                        .documentTotal, "the archive has more than \(limits.documentTotal) bytes of documents")
                }
            }
            // What a decompressor has not handed out yet is its trailer; reading on makes it check it.
            _ = try stream.skip(.max)
        } catch let error as ImageError {
            throw members.explained(error)
        }
        members.joinRepeated { left, right in
            switch (left, right) {
            case (.document(let left), .document(let right)): left == right
            case (.layer(let left), .layer(let right)):
                left.downloadSize == right.downloadSize && left.digest != nil && left.digest == right.digest
            default: false
            }
        }
        self.members = members
        let hasPadding = (source as? GzipStream)?.hasPadding ?? false
        diagnostics = archive.diagnostics + members.diagnostics + (hasPadding ? [GzipStream.paddingRemark] : [])
    }

    private static func read(
        _ entry: TarEntry, from archive: TarReader, options: ReadOptions, budget: ExpansionBudget, documentLimit: Int64
    ) throws -> Contents {
        let head = try archive.payloadHead(TarHeader.blockSize)
        let first = head.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let isDocument = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        let isTar = head.count == TarHeader.blockSize && (TarHeader(head).hasValidChecksum || TarHeader(head).isZero)
        let isLayer = isTar || head.isEmpty || CompressionFormat(head: head) != .none
        if entry.size <= documentLimit, isDocument || !isLayer {
            var bytes: [UInt8] = []
            // Unsafe: the part is copied before the closure returns.
            try unsafe archive.readPayload { unsafe bytes.append(contentsOf: $0) }
            return .document(bytes)
        }
        let payload = PayloadStream(archive)
        do {
            let layer = try StreamSource.layer(payload, of: entry, options: options, budget: budget)
            options.progress?.didFinishLayer()
            return .layer(layer)
        } catch let error as ImageError {
            // Damage of the archive itself ends everything; damage of one member only that member.
            if let failure = payload.failure { throw failure }
            try archive.skipPayload()
            return .failure(error, size: entry.size)
        }
    }

    /// Reads a layer; one that a cache has is only hashed.
    private static func layer(
        _ payload: PayloadStream, of entry: TarEntry, options: ReadOptions, budget: ExpansionBudget
    ) throws -> Layer {
        let named = Digest(blob: entry.path)
        let algorithm = named?.algorithm ?? .sha256
        var reader = options.layerReader
        // One layer comes after the other.
        reader.hashesBeside = ProcessInfo.processInfo.activeProcessorCount > 1
        // Who names blobs by SHA-512 may name layers by either.
        let kinds = algorithm == .sha256 ? [algorithm] : [.sha256, algorithm]
        guard options.verifiesLayers, let cache = options.layerCache, let named, kinds.count == 1 else {
            return try reader.read(payload, algorithm: algorithm, diffAlgorithms: kinds, budget: budget)
        }
        let key = LayerKey(digest: named, options: options)
        if let layer = cache.layer(for: key), layer.diffID?.algorithm == algorithm {
            try budget.spend(layer)
            let hashing = HashingStream(payload, algorithm: algorithm)
            _ = try hashing.skip(.max)
            guard hashing.digest == named, hashing.count == layer.downloadSize else {
                throw ImageError(.digestMismatch, "the blob has the digest \(hashing.digest)")
            }
            return layer
        }
        let layer = try reader.read(payload, algorithm: algorithm, budget: budget)
        if layer.digest == named { cache.keep(layer, for: key) }
        return layer
    }

    var medium: String { "archive" }
    var fileNames: [String]? { members.names }

    func size(of file: String) throws -> Int64? {
        switch try members.resolve(file)?.contents {
        case nil: nil
        case .document(let bytes): Int64(bytes.count)
        case .layer(let layer): layer.downloadSize
        case .failure(_, let size): size
        }
    }

    func contents(of file: String, limits: Limits, bound: Limits.Name) throws -> [UInt8]? {
        switch try members.resolve(file)?.contents {
        case nil: return nil
        case .document(let bytes):
            guard Int64(bytes.count) <= bound.value(in: limits) else {
                throw limits.exceeded(bound, "\(file) is larger than \(bound.value(in: limits)) bytes")
            }
            return bytes
        case .layer(let layer) where layer.downloadSize == 0: return []
        case .layer, .failure:
            throw ImageError(
                .malformedDocument, "this is not a JSON document of at most \(bound.value(in: limits)) bytes",
                path: file)
        }
    }

    /// A layer that was read when it came; nil where there is none of this name, or its blob was kept.
    func layer(_ file: String) throws -> Layer? {
        guard case .layer(let layer) = try members.resolve(file)?.contents else { return nil }
        return layer
    }

    /// The digest of a member that was kept, or hashed when it came; nil for others.
    func digest(of file: String, algorithm: Digest.Algorithm) throws -> Digest? {
        switch try members.resolve(file)?.contents {
        case .document(let bytes): .of(bytes, algorithm: algorithm)
        case .layer(let layer): layer.digest.flatMap { $0.algorithm == algorithm ? $0 : nil }
        case .failure, nil: nil
        }
    }

    func open(_ file: String) throws -> (any BlobStream)? {
        switch try members.resolve(file)?.contents {
        case nil: nil
        case .document(let bytes): MemoryStream(bytes)
        case .layer: throw ImageError(.notAsked, "the layer was read when it came and can't be read again", path: file)
        case .failure(let error, _): throw error
        }
    }

    func identity(of file: String) throws -> String { try members.resolve(file)?.name ?? file }
}

extension Digest {
    /// The digest that the name of a blob says it has; nil for the name of something else.
    fileprivate init?(blob path: BytePath) {
        let parts = path.string.split(separator: "/")
        guard parts.count == 3, parts[0] == "blobs" else { return nil }
        self.init("\(parts[1]):\(parts[2])")
    }
}

/// The contents of a tar's current entry as a stream.
private final class PayloadStream: ByteStream {
    private let reader: TarReader
    private var position: Int64 = 0
    /// Why the archive around the payload could not be read.
    private(set) var failure: (any Error)?

    init(_ reader: TarReader) { self.reader = reader }

    var sourceOffset: Int64 { position }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        do {
            let read = try unsafe reader.readPayload(into: buffer)
            position += Int64(read)
            return read
        } catch {
            failure = error
            throw error
        }
    }
}
