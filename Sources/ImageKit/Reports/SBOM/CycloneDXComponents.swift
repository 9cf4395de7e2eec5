import ImageLedger
import ImagePackages
import ImageReading

/// The components of a CycloneDX document.
struct CycloneDXComponents {
    static let image = "image"
    static let distribution = "operating-system"

    private let bill: SoftwareBill
    private let version: CycloneDXDocument.Version
    private let texts: [String: SoftwareBill.LicenseText]
    /// The positions of the files of each package.
    private let files: [Int: [Int]]

    init(_ bill: SoftwareBill, version: CycloneDXDocument.Version) {
        self.bill = bill
        self.version = version
        texts = Dictionary(bill.licenseTexts.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
        files = bill.filePositions
    }

    /// The image with its layers.
    var image: CycloneDXComponent { CycloneDXComponents.image(bill) }

    /// The distribution, the packages with their files, and the files of no package; each is made when it is its turn.
    var all: some Sequence<CycloneDXComponent> {
        let distribution = bill.image.distribution.map { [CycloneDXComponents.component(of: $0)] } ?? []
        return [
            AnySequence(distribution), AnySequence(bill.packages.indices.lazy.map { component(ofPackage: $0) }),
            AnySequence((files[-1] ?? []).lazy.map { component(ofFile: $0) }),
        ].joined()
    }

    private func component(ofPackage position: Int) -> CycloneDXComponent {
        let package = bill.packages[position]
        var component = CycloneDXComponents.component(of: package, layers: bill.layers)
        component.licenses = CycloneDXComponents.licenses(of: package, texts: texts, version: version)
        component.evidence = CycloneDXComponents.evidence(of: package, texts: texts, version: version)
        component.components = files[position]?.map(component(ofFile:))
        return component
    }

    private static func image(_ bill: SoftwareBill) -> CycloneDXComponent {
        let image = bill.image
        var component = CycloneDXComponent("container", name: image.name, reference: CycloneDXComponents.image)
        component.version = image.digest.description
        component.purl = image.purl.description
        component.supplier = image.supplier.map(CycloneDXComponent.Entity.init)
        component.hashes = image.manifestDigest.map { [CycloneDXComponent.Hash(SoftwareBill.Hash($0))] }
        var properties = [CycloneDXComponent.Property("configDigest", image.configurationDigest.description)]
        properties += image.references.map { CycloneDXComponent.Property("reference", $0) }
        if let platform = image.platform { properties.append(.init("platform", platform.description)) }
        properties += image.labels.sorted { $0.key < $1.key }.map { .init("label:\($0.key)", $0.value) }
        component.properties = properties
        component.components = bill.layers.isEmpty ? nil : bill.layers.map(component(of:))
        return component
    }

    private static func component(of layer: SoftwareBill.Layer) -> CycloneDXComponent {
        var component = CycloneDXComponent("file", name: layer.name.description, reference: "layer-\(layer.index)")
        component.mimeType = mimeType(layer.mediaType)
        component.hashes = layer.digest.map { [CycloneDXComponent.Hash(SoftwareBill.Hash($0))] }
        var properties: [CycloneDXComponent.Property] = [
            .init("layer:index", String(layer.index)), .init("layer:diffId", layer.diffID.description),
            .init("layer:downloadSize", String(layer.downloadSize)), .init("layer:diffSize", String(layer.diffSize)),
        ]
        if let instruction = layer.instruction { properties.append(.init("layer:createdBy", instruction)) }
        component.properties = properties
        return component
    }

    /// The format knows small letters, digits, `-`, `+` and `.` on both sides of one slash.
    private static func mimeType(_ mediaType: String) -> String? {
        let parts = mediaType.split(separator: "/", omittingEmptySubsequences: false)
        let isValid =
            parts.count == 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { $0.isLetterOrDigit || "-+.".utf8.contains($0) }
            }
        return isValid ? mediaType.asciiLowercased : nil
    }

    private static func component(of distribution: Distribution) -> CycloneDXComponent {
        var component = CycloneDXComponent(
            "operating-system", name: distribution.id, reference: CycloneDXComponents.distribution)
        component.version = distribution.versionID ?? distribution.codename
        component.description = distribution.prettyName
        component.supplier = Party(of: distribution).map(CycloneDXComponent.Entity.init)
        return component
    }

    private func component(ofFile position: Int) -> CycloneDXComponent {
        let file = (bill.files ?? [])[position]
        var component = CycloneDXComponent("file", name: file.path, reference: file.identifier)
        component.hashes = file.hashes.map(CycloneDXComponent.Hash.init)
        component.properties = [.init("size", String(file.size))]
        return component
    }

    private static func component(
        of package: SoftwareBill.Package, layers: [SoftwareBill.Layer]
    ) -> CycloneDXComponent {
        var component = CycloneDXComponent("library", name: package.name, reference: package.identifier)
        component.version = package.version.isEmpty ? nil : package.version
        component.description = package.summary
        component.supplier = package.supplier.map(CycloneDXComponent.Entity.init)
        component.authors = package.originator.map { [CycloneDXComponent.Contact($0)] }
        component.publisher = package.originator?.name
        component.hashes = package.hashes.isEmpty ? nil : package.hashes.map(CycloneDXComponent.Hash.init)
        component.copyright = package.license?.copyrightText
        component.cpe = package.platformNames.first
        component.purl = package.matchedPurl?.description
        component.externalReferences = references(of: package)
        component.pedigree = package.source.map { source in
            var ancestor = CycloneDXComponent(
                "library", name: source.name, reference: "\(package.identifier)-source")
            ancestor.version = source.version.isEmpty ? nil : source.version
            ancestor.purl = source.purl.description
            return CycloneDXComponent.Pedigree(ancestors: [ancestor])
        }
        component.properties = properties(of: package, layers: layers)
        return component
    }

    private static func references(of package: SoftwareBill.Package) -> [CycloneDXComponent.Reference]? {
        var references: [CycloneDXComponent.Reference] = []
        if let page = package.homepage {
            references.append(.init(type: "website", url: page, comment: nil, hashes: nil))
        }
        if let origin = package.origin, let location = WebAddress.downloadLocation(origin) {
            let isRepository = ["git+", "hg+", "svn+", "bzr+"].contains { origin.url.hasPrefix($0) }
            references.append(
                .init(
                    type: isRepository ? "vcs" : "distribution", url: location,
                    comment: origin.revision.map { "revision \($0)" },
                    hashes: package.hashes.isEmpty ? nil : package.hashes.map(CycloneDXComponent.Hash.init)))
        }
        return references.isEmpty ? nil : references
    }

    private static func properties(
        of package: SoftwareBill.Package, layers: [SoftwareBill.Layer]
    ) -> [CycloneDXComponent.Property] {
        var properties: [CycloneDXComponent.Property] = [
            .init("size", String(package.size)), .init("sharedSize", String(package.sharedSize)),
        ]
        if let layer = package.layer {
            properties.append(.init("layer:index", String(layer)))
            properties.append(.init("layer:digest", layers[layer].name.description))
        }
        properties += source(of: package)
        if package.matchedPurl == nil, let purl = package.purl { properties.append(.init("purl", purl.description)) }
        let texts = [
            ("environment", package.environment), ("state", package.state), ("providedBy", package.providedBy),
            ("shadowedBy", package.shadowedBy),
        ]
        for case (let name, let value?) in texts { properties.append(.init(name, value)) }
        for statement in package.license?.statements ?? [] { properties.append(.init("license:written", statement)) }
        if package.license?.isHeuristic == true { properties.append(.init("license:guessed", "true")) }
        return properties
    }

    /// The source package in the properties that Trivy reads; it does not look into a pedigree.
    private static func source(of package: SoftwareBill.Package) -> [CycloneDXComponent.Property] {
        guard let source = package.source else { return [] }
        let parts = package.kind.ecosystem.versionParts(source.version)
        let values = [
            ("SrcName", source.name), ("SrcVersion", parts.upstream), ("SrcRelease", parts.revision),
            ("SrcEpoch", parts.epoch.flatMap { $0 == "0" ? nil : $0 }),
        ]
        return values.compactMap { name, value in value.map { .init(namespace: "aquasecurity:trivy", name, $0) } }
    }

    private static func unlisted(
        _ expression: LicenseExpression, _ texts: [String: SoftwareBill.LicenseText]
    ) -> [SoftwareBill.LicenseText] {
        expression.terms.compactMap { texts[$0.identifier] }
    }

    private static func licenses(
        of package: SoftwareBill.Package, texts: [String: SoftwareBill.LicenseText], version: CycloneDXDocument.Version
    ) -> [CycloneDXLicense]? {
        guard let license = package.license, let expression = license.expression else { return nil }
        let details = version == .v16 ? [] : unlisted(expression, texts)
        return [.expression(expression, isDeclared: license.kind == .declared, details: details)]
    }

    private static func evidence(
        of package: SoftwareBill.Package, texts: [String: SoftwareBill.LicenseText], version: CycloneDXDocument.Version
    ) -> CycloneDXComponent.Evidence? {
        var evidence = CycloneDXComponent.Evidence()
        // Readers of 1.6 know either an identity or a list of them, so there it is left out.
        if version != .v16 {
            let purl = package.purl.map {
                identity("purl", $0.description, technique: "manifest-analysis", confidence: 1)
            }
            // Candidates: no register leads from a package to its name.
            let names = package.platformNames.map { identity("cpe", $0, technique: "other", confidence: 0.3) }
            let identities = (purl.map { [$0] } ?? []) + names
            evidence.identity = identities.isEmpty ? nil : identities
        }
        evidence.occurrences = package.locations.isEmpty ? nil : package.locations.map { .init(location: $0) }
        // 1.6 has no place for a text beside an expression.
        if version == .v16, let expression = package.license?.expression {
            let unlisted = unlisted(expression, texts)
            evidence.licenses = unlisted.isEmpty ? nil : unlisted.map { .text($0) }
        }
        if let copyrights = package.license?.copyrights, !copyrights.isEmpty {
            evidence.copyright = copyrights.map { ["text": $0] }
        }
        return evidence.isEmpty ? nil : evidence
    }

    private static func identity(
        _ field: String, _ value: String, technique: String, confidence: Double
    ) -> CycloneDXComponent.Evidence.Identity {
        CycloneDXComponent.Evidence.Identity(
            field: field, confidence: confidence, concludedValue: value,
            methods: [.init(technique: technique, confidence: confidence)])
    }
}
