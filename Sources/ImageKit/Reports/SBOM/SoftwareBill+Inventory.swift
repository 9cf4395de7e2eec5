public import ImageLedger
import ImagePackages
public import ImageReading

extension SoftwareBill {
    /// Takes a bill of an analysed image.
    ///
    /// Licences and copyright are known where ``/ImageLedger/ScanOptions/readsLicenses`` was set, files where
    /// ``/ImageReading/ReadOptions/contentIdentity`` was ``/ImageReading/ContentIdentity/digest``, and libraries that
    /// Python's packages are linked to where ``/ImageReading/ReadOptions/readsLinkage`` was.
    ///
    /// - Throws: ``/ImageReading/ImageError`` only where digests of the analysis are none, which an analyzer never
    ///   leaves.
    public init(_ analysis: ImageAnalysis) throws(ImageError) { try self.init(InventoryFacts(analysis)) }

    /// Takes a bill of the JSON of an inventory, without the image.
    ///
    /// What the inventory was written without, such as licences, is not known to the bill either.
    ///
    /// - Parameters:
    ///   - inventory: the document, UTF-8.
    ///   - name: what it is called in errors.
    /// - Throws: ``/ImageReading/ImageError`` where it is no such document or of another major version, naming the
    ///   place.
    public init(inventory: [UInt8], name: String) throws {
        do {
            try self.init(JSONDocument.decode(InventoryFacts.self, from: inventory, name: name))
        } catch let error as ImageError {
            throw error.located(path: name)
        }
    }

    private init(_ facts: InventoryFacts) throws(ImageError) {
        isVerified = facts.verified
        image = facts.image
        layers = facts.layers
        packages = facts.packages
        let positions = packages.indices
        edges = try facts.dependencies.map { edges throws(ImageError) in
            try edges.map { edge throws(ImageError) in
                guard positions.contains(edge.from), positions.contains(edge.to) else {
                    throw ImageError(.malformedDocument, "dependencies name a package that is not there")
                }
                return Edge(from: edge.from, to: edge.to, kind: edge.kind, text: edge.text)
            }
        }
        licenseTexts = try SoftwareBill.texts(facts.licenseReferences ?? [], of: packages)
        files = try facts.files.map { files throws(ImageError) in
            try files.map { file throws(ImageError) in
                if let owner = file.package, !positions.contains(owner) {
                    throw ImageError(.malformedDocument, "files name a package that is not there")
                }
                return File(
                    path: file.path, size: file.size,
                    hashes: file.hashes.sorted { $0.key < $1.key }.compactMap(Hash.init), owner: file.package)
            }
        }
        unownedSize = facts.totals.unownedSize
    }

    /// The texts, and a name for what an expression refers to without one.
    private static func texts(
        _ references: [LicenseReferenceFacts], of packages: [Package]
    ) throws(ImageError) -> [LicenseText] {
        var texts: [String: LicenseText] = [:]
        for reference in references {
            guard LicenseTerm.isValidReference(reference.identifier), reference.identifier.hasPrefix("LicenseRef-")
            else {
                throw ImageError(.malformedDocument, "licenseReferences have an identifier that is none")
            }
            texts[reference.identifier] = LicenseText(
                identifier: reference.identifier, name: reference.name, text: reference.text)
        }
        for term in packages.compactMap(\.license?.expression).flatMap(\.terms) {
            let identifier = term.identifier
            guard !term.isListed, texts[identifier] == nil else { continue }
            texts[identifier] = LicenseText(
                identifier: identifier, name: String(identifier.dropFirst("LicenseRef-".count)), text: nil)
        }
        return texts.values.sorted { $0.identifier < $1.identifier }
    }
}

extension SoftwareBill.Layer {
    init(_ facts: LayerFacts) throws(ImageError) {
        index = facts.index
        digest = try facts.digest.map(SoftwareBill.Image.digest)
        diffID = try SoftwareBill.Image.digest(facts.diffId)
        mediaType = facts.mediaType
        downloadSize = facts.downloadSize
        diffSize = facts.diffSize
        created = facts.created
        instruction = facts.createdBy
    }
}
