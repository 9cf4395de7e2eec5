/// Reads one layer from front to back: decompresses, hashes, walks the tar and keeps what ecosystems want.
struct LayerReader: Sendable {
    let limits: Limits
    /// Whether the blob's digest and the diff ID are computed.
    let computesDigests: Bool
    let rules: CaptureRules
    /// How much is learned of every file's contents.
    var identity = ContentIdentity.none
    /// Which other digests of every file's contents are computed.
    var hashes: Set<FileHash> = []
    /// Whether the libraries that programs and libraries are linked to are read.
    var readsLinkage = false
    /// Whether secrets are looked for in every file's contents.
    var scansSecrets = false
    /// Whether digests are computed by threads of their own, beside decompression: faster where cores have nothing else to do.
    var hashesBeside = false

    /// Reads a layer.
    ///
    /// - Parameters:
    ///   - blob: the layer as it lies in the archive; read to its end.
    ///   - algorithm: the hash function of the blob's digest.
    ///   - diffAlgorithms: the hash functions of the diff ID: more than one where the configuration may come later.
    ///   - budget: what the layers of the same image have taken already; nil where the layer stands alone.
    ///   - progress: receives how many bytes of the blob were read; nil where nobody asks.
    /// - Returns: the layer, its digests those that were found, compared with nothing yet.
    func read(
        _ blob: any ByteStream, algorithm: Digest.Algorithm = .sha256,
        diffAlgorithms: [Digest.Algorithm] = [.sha256], budget: ExpansionBudget? = nil, progress: ScanProgress? = nil
    ) throws -> Layer {
        let hashedBlob = computesDigests ? HashingStream(blob, algorithm: algorithm, isBeside: hashesBeside) : nil
        let countedBlob = CountingStream(hashedBlob ?? blob, progress: progress)
        let peeked = try PeekedStream(countedBlob, count: CompressionFormat.headLength)
        let format = CompressionFormat(head: peeked.peeked)
        let decoder = try format.decode(peeked, limits: limits)
        let budget = budget ?? ExpansionBudget(limits: limits)
        let decoded = BoundedStream(decoder, limits: limits, bound: .layer(budget))
        var hashedTars: [HashingStream] = []
        // A plain tar is its own blob: one hash serves both, unless the two digests differ in kind.
        for kind in diffAlgorithms where computesDigests && (format != .none || algorithm != kind) {
            hashedTars.append(HashingStream(hashedTars.last ?? decoded, algorithm: kind, isBeside: hashesBeside))
        }

        var layer = Layer()
        layer.compression = format
        let reader = TarReader(hashedTars.last ?? decoded, limits: limits)
        var captures = CaptureBudget(limits: limits)
        var observers = FileObservers(identity: identity, hashes: hashes, scansSecrets: scansSecrets)
        while let entry = try reader.next() {
            try layer.changeset.append(entry, downloadOffset: reader.entrySourceOffset)
            try budget.spendEntry()
            guard entry.kind == .file else {
                observers.skip()
                continue
            }
            observers.begin()
            if let contents = try capture(entry, from: reader, budget: &captures, observers: &observers) {
                layer.captured[layer.changeset.count - 1] = contents
                layer.changeset.markLastCaptured()
            } else if readsLinkage, let linkage = try linkage(of: entry, from: reader, observers: &observers) {
                layer.linkage[layer.changeset.count - 1] = linkage
            }
            // Unsafe, here and below: parts are hashed, looked at or copied before the closure returns.
            if !observers.isIdle {
                if !entry.isSparse {
                    try unsafe reader.readPayload { unsafe observers.append($0) }
                } else if try unsafe !SparseContents.read(
                    entry, from: reader, budget: budget, { unsafe observers.append($0) })
                {
                    captures.note(
                        .sparseContents, "the holes of the file are too large to be hashed; its digests leave them out",
                        entry.path)
                }
            }
            let learned = observers.finish()
            if let checksum = learned.checksum { layer.changeset.setLastChecksum(checksum) }
            if !learned.secrets.isEmpty { layer.secrets[layer.changeset.count - 1] = learned.secrets }
        }
        _ = try countedBlob.skip(.max)
        layer.changeset.trim()
        layer.contentDigests = observers.identities?.digests ?? []
        layer.fileHashes = Dictionary(uniqueKeysWithValues: observers.hashes.map { ($0.kind, $0.digests) })
        layer.diffSize = reader.position
        layer.downloadSize = countedBlob.count
        layer.entriesEnd = format == .none ? reader.entrySourceOffset : layer.downloadSize
        layer.digest = hashedBlob?.digest
        let diffIDs = hashedTars.map(\.digest) + [format == .none ? hashedBlob?.digest : nil].compactMap(\.self)
        layer.diffID = diffIDs.first { $0.algorithm == diffAlgorithms.first }
        layer.otherDiffIDs = diffIDs.filter { $0 != layer.diffID && diffAlgorithms.contains($0.algorithm) }
        layer.diagnostics = reader.diagnostics + captures.diagnostics
        if let leftOut = observers.secrets?.leftOut, leftOut > 0 {
            layer.diagnostics.append(
                Diagnostic(.secretsLeftOut, "\(leftOut) more secrets stand in this layer's files than are kept"))
        }
        if (decoder as? GzipStream)?.hasPadding == true {
            layer.diagnostics.append(GzipStream.paddingRemark)
        }
        return layer
    }

    private func linkage(
        of entry: TarEntry, from reader: TarReader, observers: inout FileObservers
    ) throws -> ELFDynamic? {
        guard !entry.isSparse, entry.size >= Int64(CaptureRules.headLength),
            try reader.payloadHead(CaptureRules.headLength).starts(with: ELFHeader.magic)
        else { return nil }
        var window = ELFWindow()
        try unsafe reader.readPayload { part in
            unsafe observers.append(part)
            unsafe window.append(part)
        }
        return window.finish()
    }

    private func capture(
        _ entry: TarEntry, from reader: TarReader, budget: inout CaptureBudget, observers: inout FileObservers
    ) throws -> [UInt8]? {
        guard let mode = try captureMode(of: entry, from: reader, budget: &budget) else { return nil }
        guard !entry.isSparse else {
            budget.note(.notCaptured, "a sparse file that should be read is skipped", entry.path)
            return nil
        }
        if mode == .firstLine {
            let head = try reader.payloadHead(CaptureRules.lineLength)
            return Array(head.prefix((head.firstIndex(of: UInt8(ascii: "\n")) ?? head.count) + 5))
        }
        guard mode != .licenseText || captures(licenseOf: entry, budget: &budget) else { return nil }
        guard [.whole, .licenseText, .shortText].contains(mode) else {
            var filter = FieldFilter(fieldLimit: limits.metadataField, stopsAtEmptyLine: mode == .headerFields)
            try unsafe reader.readPayload { part in
                unsafe observers.append(part)
                unsafe filter.append(part)
                try budget.check(filter.bytes.count, entry.path)
            }
            if filter.hasCut {
                budget.note(
                    .fieldCut,
                    "a field longer than \(limits.metadataField) bytes is cut (\(limits.named(.metadataField)))",
                    entry.path)
            }
            try budget.spend(filter.bytes.count, entry.path)
            return filter.bytes.trimmed()
        }
        guard entry.size <= limits.capturedFile else {
            budget.note(
                .notCaptured,
                "the file is larger than \(limits.capturedFile) bytes and is not read (\(limits.named(.capturedFile)))",
                entry.path)
            return nil
        }
        var bytes: [UInt8] = []
        // A size is a claim until its bytes are there, and a caller's limit may be any.
        bytes.reserveCapacity(Int(min(entry.size, 64 << 20)))
        try unsafe reader.readPayload { part in
            unsafe observers.append(part)
            unsafe bytes.append(contentsOf: part)
        }
        if mode == .whole { try budget.spend(bytes.count, entry.path) }
        return bytes
    }

    private func captureMode(
        of entry: TarEntry, from reader: TarReader, budget: inout CaptureBudget
    ) throws -> CaptureMode? {
        func kept(_ mode: CaptureMode?) -> CaptureMode? {
            mode == .shortText && (entry.isSparse || !budget.spend(shortText: entry.size)) ? nil : mode
        }
        if let mode = kept(rules.byPath(entry.path)) { return mode }
        guard entry.size >= CaptureRules.leastSize, !entry.isSparse else { return nil }
        return kept(rules.byHead(try reader.payloadHead(CaptureRules.headLength)))
    }

    /// Whether a license's text is kept; there is a remark where it is not.
    private func captures(licenseOf entry: TarEntry, budget: inout CaptureBudget) -> Bool {
        guard entry.size <= limits.licenseFile else {
            budget.note(
                .notCaptured,
                "the file is larger than \(limits.licenseFile) bytes and is not read (\(limits.named(.licenseFile)))",
                entry.path)
            return false
        }
        guard budget.spend(licenseText: entry.size) else {
            budget.note(
                .notCaptured,
                "the layer's license files are larger than \(limits.licenseTotal) bytes and this one is not read "
                    + "(\(limits.named(.licenseTotal)))",
                entry.path)
            return false
        }
        return true
    }
}

/// How much of a layer may still be kept.
private struct CaptureBudget {
    let limits: Limits
    private var total: Int64 = 0
    private var licenseTotal: Int64 = 0
    private var shortTotal: Int64 = 0
    private var log = DiagnosticLog()

    init(limits: Limits) { self.limits = limits }

    var diagnostics: [Diagnostic] { log.diagnostics }

    mutating func note(_ code: Diagnostic.Code, _ message: String, _ path: BytePath) {
        log.append(Diagnostic(code, message, path: path.description))
    }

    func check(_ count: Int, _ path: BytePath) throws {
        guard Int64(count) <= limits.capturedFile else {
            throw limits.exceeded(
                .capturedFile, "the file has more than \(limits.capturedFile) bytes to read", path: path.description)
        }
    }

    mutating func spend(licenseText size: Int64) -> Bool {
        guard size <= limits.licenseTotal - licenseTotal else { return false }
        licenseTotal += size
        return true
    }

    mutating func spend(shortText size: Int64) -> Bool {
        guard size <= CaptureRules.shortLength, size <= CaptureRules.shortTotal - shortTotal else { return false }
        shortTotal += size
        return true
    }

    mutating func spend(_ count: Int, _ path: BytePath) throws {
        total += Int64(count)
        guard total <= limits.capturedTotal else {
            throw limits.exceeded(
                .capturedTotal, "the layer has more than \(limits.capturedTotal) bytes of package metadata",
                path: path.description)
        }
    }
}

extension Diagnostic.Code {
    /// A file that should have been kept was not.
    public static let notCaptured = Diagnostic.Code(rawValue: "notCaptured")
    /// The digests of a sparse file leave its holes out.
    public static let sparseContents = Diagnostic.Code(rawValue: "sparseContents")
    /// A layer has more secrets than are kept.
    public static let secretsLeftOut = Diagnostic.Code(rawValue: "secretsLeftOut")
    /// A field of a metadata file was cut.
    public static let fieldCut = Diagnostic.Code(rawValue: "fieldCut")
}
