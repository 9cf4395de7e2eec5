import ImageLedger
import ImagePackages
import ImageReading

/// What a bill is made of: an inventory, as it was taken or as its JSON has it.
///
/// Of a package all facts are several times what a bill keeps, so only one is known in full at a time.
struct InventoryFacts {
    let verified: Bool
    let image: SoftwareBill.Image
    let layers: [SoftwareBill.Layer]
    let packages: [SoftwareBill.Package]
    let totals: ImageTotals
    let dependencies: [InventoryDetails.Dependency]?
    let licenseReferences: [LicenseReferenceFacts]?
    let files: [InventoryDetails.File]?

    init(_ analysis: ImageAnalysis) throws(ImageError) {
        verified = analysis.isVerified
        image = try SoftwareBill.Image(ImageFacts(analysis))
        layers = try analysis.layers.map { layer throws(ImageError) in try SoftwareBill.Layer(LayerFacts(layer)) }
        totals = ImageTotals(analysis)
        // Before the packages: what finds out who needs whom is given back when they are made.
        let details = InventoryDetails(analysis)
        dependencies = details.dependencies
        licenseReferences = details.licenseReferences
        files = details.files
        let inventory = analysis.inventory.packages
        var packages = BillPackages(of: image, layerCount: layers.count, capacity: inventory.count)
        for package in inventory { packages.append(PackageFacts(package)) }
        self.packages = packages.all
    }
}

extension InventoryFacts: Decodable {
    private enum CodingKeys: String, CodingKey {
        case schemaVersion, verified, image, layers, packages, totals, dependencies, licenseReferences, files
    }

    /// Reads the JSON of an inventory; members that a bill does not need are left out.
    init(from decoder: any Decoder) throws {
        let document = try decoder.container(keyedBy: CodingKeys.self)
        // What every version has, so that another document is told from a newer one.
        let version = try document.decode(String.self, forKey: .schemaVersion)
        guard version.split(separator: ".").first == "1" else {
            throw ImageError(
                .malformedDocument, "the schema version is \(version); this program reads 1 of an inventory")
        }
        verified = try document.decode(Bool.self, forKey: .verified)
        image = try SoftwareBill.Image(document.decode(ImageFacts.self, forKey: .image))
        layers = try document.decode([LayerFacts].self, forKey: .layers).map(SoftwareBill.Layer.init)
        var list = try document.nestedUnkeyedContainer(forKey: .packages)
        var packages = BillPackages(of: image, layerCount: layers.count, capacity: list.count ?? 0)
        while !list.isAtEnd { packages.append(try list.decode(PackageFacts.self)) }
        self.packages = packages.all
        totals = try document.decode(ImageTotals.self, forKey: .totals)
        dependencies = try document.decodeIfPresent([InventoryDetails.Dependency].self, forKey: .dependencies)
        licenseReferences = try document.decodeIfPresent([LicenseReferenceFacts].self, forKey: .licenseReferences)
        files = try document.decodeIfPresent([InventoryDetails.File].self, forKey: .files)
    }
}

/// Collects the packages of a bill and gives each an identifier of its own.
struct BillPackages {
    private(set) var all: [SoftwareBill.Package] = []
    private let image: SoftwareBill.Image
    private let layerCount: Int
    private var counts: [String: Int] = [:]

    init(of image: SoftwareBill.Image, layerCount: Int, capacity: Int) {
        self.image = image
        self.layerCount = layerCount
        all.reserveCapacity(capacity)
    }

    /// Adds a package; an environment may have one distribution twice, so a number stands behind the second identifier.
    mutating func append(_ facts: PackageFacts) {
        var package = SoftwareBill.Package(facts, image: image, layerCount: layerCount)
        let count = counts[package.identifier, default: 0] + 1
        counts[package.identifier] = count
        if count > 1 { package.identifier += "-\(count)" }
        all.append(package)
    }
}
