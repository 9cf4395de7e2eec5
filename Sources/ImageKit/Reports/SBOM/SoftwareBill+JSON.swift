import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

extension SoftwareBill {
    /// Takes a bill from the JSON of an inventory, without the image.
    ///
    /// What the inventory was written without, such as licenses, is not known to the bill either.
    ///
    /// - Parameters:
    ///   - inventory: the document, UTF-8.
    ///   - name: what it is called in errors.
    /// - Throws: ``/ImageReading/ImageError`` where it is not an inventory or of another major version, naming the
    ///   place.
    public init(inventory: [UInt8], name: String) throws {
        do {
            self = try JSONDocument.decode(DecodedInventory.self, from: inventory, name: name).bill
        } catch let error as ImageError {
            throw error.located(path: name)
        }
    }
}

/// The JSON of an inventory, read into the values that an analysis gives; members that a bill does not need are left out.
///
/// All facts about a package are several times what a bill keeps, so only one is known in full at a time.
private struct DecodedInventory: Decodable {
    let bill: SoftwareBill

    private enum CodingKeys: String, CodingKey {
        case schemaVersion, verified, image, layers, packages, totals, dependencies, licenseReferences, files
    }

    init(from decoder: any Decoder) throws {
        let document = try decoder.container(keyedBy: CodingKeys.self)
        // What every version has, so that another document is told from a newer one.
        let version = try document.decode(String.self, forKey: .schemaVersion)
        guard version.split(separator: ".").first == "1" else {
            throw ImageError(
                .malformedDocument, "the schema version is \(version); this program reads version 1 of an inventory")
        }
        let isVerified = try document.decode(Bool.self, forKey: .verified)
        let image = try SoftwareBill.Image(document.decode(ImageFacts.self, forKey: .image))
        let layers = try document.decode([LayerFacts].self, forKey: .layers).map(SoftwareBill.Layer.init)
        var list = try document.nestedUnkeyedContainer(forKey: .packages)
        var packages = SoftwareBill.PackageList(capacity: list.count ?? 0)
        while !list.isAtEnd {
            packages.append(
                SoftwareBill.Package(try list.decode(PackageFacts.self), image: image, layerCount: layers.count))
        }
        let totals = try document.decode(ImageTotals.self, forKey: .totals)
        let dependencies = try document.decodeIfPresent([InventoryDetails.Dependency].self, forKey: .dependencies)
        let references = try document.decodeIfPresent([LicenseReferenceFacts].self, forKey: .licenseReferences) ?? []
        let files = try document.decodeIfPresent([InventoryDetails.File].self, forKey: .files)
        let positions = packages.packages.indices
        bill = SoftwareBill(
            isVerified: isVerified, image: image, layers: layers, packages: packages.packages,
            edges: try dependencies?.map { try SoftwareBill.Edge($0, positions) },
            licenseTexts: SoftwareBill.texts(try references.map(SoftwareBill.LicenseText.init), of: packages.packages),
            files: try files?.map { try SoftwareBill.File($0, positions) }, unownedSize: totals.unownedSize)
    }
}

extension Digest {
    fileprivate init(checking text: String) throws(ImageError) {
        guard let digest = Digest(text) else {
            throw ImageError(.malformedDocument, "\(DisplayText.escaped(text)) is not a valid digest")
        }
        self = digest
    }
}

extension SoftwareBill.Image {
    fileprivate init(_ facts: ImageFacts) throws(ImageError) {
        // The digest that names the image is one of the other two.
        _ = try Digest(checking: facts.digest)
        let manifestDigest: Digest? = if let text = facts.manifestDigest { try Digest(checking: text) } else { nil }
        self.init(
            archive: facts.archive, references: facts.references, manifestDigest: manifestDigest,
            configurationDigest: try Digest(checking: facts.configDigest),
            platform: facts.platform.flatMap { Platform($0) }, created: facts.created, author: facts.author,
            labels: facts.labels ?? [:],
            distribution: facts.distribution.map {
                Distribution(id: $0.id, versionID: $0.versionId, codename: $0.codename, prettyName: $0.prettyName)
            })
    }
}

extension SoftwareBill.Layer {
    fileprivate init(_ facts: LayerFacts) throws(ImageError) {
        index = facts.index
        digest = if let text = facts.digest { try Digest(checking: text) } else { nil }
        diffID = try Digest(checking: facts.diffId)
        mediaType = facts.mediaType
        downloadSize = facts.downloadSize
        diffSize = facts.diffSize
        created = facts.created
        instruction = facts.createdBy
    }
}

extension SoftwareBill.Edge {
    fileprivate init(_ facts: InventoryDetails.Dependency, _ positions: Range<Int>) throws(ImageError) {
        guard positions.contains(facts.from), positions.contains(facts.to) else {
            throw ImageError(.malformedDocument, "dependencies name a package that is not there")
        }
        self.init(from: facts.from, to: facts.to, kind: facts.kind, text: facts.text)
    }
}

extension SoftwareBill.File {
    fileprivate init(_ facts: InventoryDetails.File, _ positions: Range<Int>) throws(ImageError) {
        if let owner = facts.package, !positions.contains(owner) {
            throw ImageError(.malformedDocument, "files name a package that is not there")
        }
        self.init(
            path: facts.path, size: facts.size,
            hashes: facts.hashes.sorted { $0.key < $1.key }.compactMap(SoftwareBill.Hash.init), owner: facts.package)
    }
}

extension SoftwareBill.LicenseText {
    fileprivate init(_ facts: LicenseReferenceFacts) throws(ImageError) {
        guard LicenseTerm.isValidReference(facts.identifier), facts.identifier.hasPrefix("LicenseRef-") else {
            throw ImageError(.malformedDocument, "licenseReferences have an invalid identifier")
        }
        self.init(identifier: facts.identifier, name: facts.name, text: facts.text)
    }
}
