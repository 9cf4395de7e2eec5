public import ImageLedger
import ImagePackages
import ImageReading

extension SoftwareBill {
    /// Takes a bill of an analyzed image.
    ///
    /// Licenses and copyright are known where ``/ImageLedger/ScanOptions/readsLicenses`` was set, files where
    /// ``/ImageReading/ReadOptions/contentIdentity`` was ``/ImageReading/ContentIdentity/digest``, and libraries that
    /// Python's packages are linked to where ``/ImageReading/ReadOptions/readsLinkage`` was.
    public init(_ analysis: ImageAnalysis) {
        isVerified = analysis.isVerified
        image = Image(analysis)
        layers = analysis.layers.map(Layer.init)
        // Before the packages: what finds out who needs whom is given back when they are made.
        edges = DependencyGraph(analysis).orderedNeeds.map {
            Edge(from: $0.from, to: $0.to, kind: $0.kind, text: $0.text)
        }
        let references = LicenseReference.all(of: analysis.inventory.packages).map {
            LicenseText(identifier: $0.identifier, name: $0.name, text: $0.text)
        }
        files = LiveFile.all(in: analysis)?.map(File.init)
        unownedSize = analysis.inventory.unownedSize
        let inventory = analysis.inventory.packages
        var list = PackageList(capacity: inventory.count)
        for package in inventory { list.append(Package(package, image: image, layerCount: layers.count)) }
        packages = list.packages
        licenseTexts = SoftwareBill.texts(references, of: packages)
    }

    /// The texts, and a name for what an expression refers to without one.
    static func texts(_ references: [LicenseText], of packages: [Package]) -> [LicenseText] {
        var texts = Dictionary(references.map { ($0.identifier, $0) }, uniquingKeysWith: { $1 })
        for term in packages.compactMap(\.license?.expression).flatMap(\.terms) {
            let identifier = term.identifier
            guard !term.isListed, texts[identifier] == nil else { continue }
            texts[identifier] = LicenseText(
                identifier: identifier, name: String(identifier.dropFirst("LicenseRef-".count)), text: nil)
        }
        return texts.values.sorted { $0.identifier < $1.identifier }
    }

    /// Collects packages and gives each an identifier of its own.
    struct PackageList {
        private(set) var packages: [Package] = []
        private var counts: [String: Int] = [:]

        init(capacity: Int) { packages.reserveCapacity(capacity) }

        /// Adds a package; an environment may have one distribution twice, so a number stands behind the second identifier.
        mutating func append(_ package: Package) {
            var package = package
            let count = counts[package.identifier, default: 0] + 1
            counts[package.identifier] = count
            if count > 1 { package.identifier += "-\(count)" }
            packages.append(package)
        }
    }
}

extension SoftwareBill.Layer {
    init(_ summary: LayerSummary) {
        index = summary.layer.index
        digest = summary.blobDigest
        diffID = summary.layer.diffID
        mediaType = summary.blobMediaType.rawValue
        downloadSize = summary.downloadSize
        diffSize = summary.diffSize
        created = summary.layer.history?.created
        instruction = summary.layer.history?.createdBy.map { SecretText.withoutSecrets($0) }
    }
}

extension SoftwareBill.File {
    init(_ file: LiveFile) {
        path = file.path
        size = file.size
        hashes = [
            SoftwareBill.Hash(algorithm: "SHA-1", hex: file.sha1),
            SoftwareBill.Hash(algorithm: "SHA-256", hex: file.sha256),
        ]
        owner = file.owner
    }
}
