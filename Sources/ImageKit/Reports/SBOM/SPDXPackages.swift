import ImageLedger
import ImagePackages
import ImageReading

/// The packages of an SPDX 2.3 document (section 7): the image, its distribution, its layers, what is installed and the
/// source packages of that.
struct SPDXPackages {
    struct Package: Encodable {
        var SPDXID: String
        var name: String
        var versionInfo: String?
        var supplier = Agent(party: nil)
        var originator: Agent?
        var downloadLocation = SPDXValue.noAssertion
        var filesAnalyzed = false
        var packageVerificationCode: VerificationCode?
        var checksums: [SPDXChecksum]?
        var homepage: String?
        var sourceInfo: String?
        var licenseConcluded = SPDXValue.noAssertion
        var licenseDeclared = SPDXValue.noAssertion
        var licenseComments: String?
        var copyrightText = SPDXValue.noAssertion
        var summary: String?
        var comment: String?
        var externalRefs: [ExternalReference]?
        var primaryPackagePurpose: String

        init(_ identifier: String, name: String, purpose: String) {
            SPDXID = identifier
            self.name = name
            primaryPackagePurpose = purpose
        }
    }

    /// 7.5 and 7.6: somebody as text.
    struct Agent: Encodable {
        let party: Party?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(SPDXValue.text(party))
        }
    }

    struct ExternalReference: Encodable {
        let referenceCategory: String
        let referenceType: String
        let referenceLocator: String

        init(purl: PackageURL) {
            referenceCategory = "PACKAGE-MANAGER"
            referenceType = "purl"
            referenceLocator = purl.description
        }

        init(platformName: String) {
            referenceCategory = "SECURITY"
            referenceType = "cpe23Type"
            referenceLocator = platformName
        }
    }

    struct VerificationCode: Encodable {
        let packageVerificationCodeValue: String

        /// 7.9: the SHA-1 of the sorted SHA-1s.
        init(_ files: some Sequence<SoftwareBill.File>) {
            let hashes = files.compactMap { file in file.hashes.first { $0.algorithm == "SHA-1" }?.hex }
            var hasher = SHA1()
            for hash in hashes.sorted() { hasher.update(Array(hash.utf8)) }
            packageVerificationCodeValue = Digest.hex(hasher.finalize())
        }
    }

    private let bill: SoftwareBill
    /// The positions of the files of each package that has some.
    private let files: [Int: [Int]]
    /// The positions of the packages that are the first of their source.
    private let sources: [Int]

    init(_ bill: SoftwareBill) {
        self.bill = bill
        files = bill.filePositions
        var seen: Set<String> = []
        sources = bill.packages.indices.filter { position in
            bill.packages[position].source.map { seen.insert(SPDXIdentifier.of($0)).inserted } ?? false
        }
    }

    /// All of them, the image first; each is made when it is its turn.
    var all: some Sequence<Package> {
        let distribution = bill.image.distribution.map { [SPDXPackages.package(of: $0)] } ?? []
        let layers = bill.layers.map { SPDXPackages.package(of: $0, supplier: bill.image.supplier) }
        return [
            AnySequence([SPDXPackages.image(bill)] + distribution + layers),
            AnySequence(bill.packages.indices.lazy.map { package(at: $0) }),
            AnySequence(sources.lazy.compactMap { source(of: bill.packages[$0]) }),
        ].joined()
    }

    /// The names of all of them, in the same order.
    var names: some Sequence<String> {
        let distribution = bill.image.distribution == nil ? [] : [SPDXIdentifier.distribution]
        return [
            AnySequence([SPDXIdentifier.image] + distribution + bill.layers.map { SPDXIdentifier.of($0) }),
            AnySequence(bill.packages.lazy.map { SPDXIdentifier.of($0) }),
            AnySequence(sources.lazy.compactMap { bill.packages[$0].source.map { SPDXIdentifier.of($0) } }),
        ].joined()
    }

    private func package(at position: Int) -> Package {
        let all = bill.files ?? []
        let files = files[position].map { $0.map { all[$0] } }
        return SPDXPackages.package(of: bill.packages[position], files: files)
    }

    private static func image(_ bill: SoftwareBill) -> Package {
        let image = bill.image
        var package = Package(SPDXIdentifier.image, name: image.name, purpose: "CONTAINER")
        package.versionInfo = image.digest.description
        package.supplier = Agent(party: image.supplier)
        package.checksums = image.manifestDigest.map { [SPDXChecksum(SoftwareBill.Hash($0))] }
        package.externalRefs = [ExternalReference(purl: image.purl)]
        var remarks = ["configuration \(image.configurationDigest)"]
        if !image.references.isEmpty { remarks.append("names \(image.references.joined(separator: ", "))") }
        if let platform = image.platform { remarks.append("platform \(platform)") }
        remarks += image.labels.sorted { $0.key < $1.key }.map { "label \($0.key)=\($0.value)" }
        package.comment = remarks.joined(separator: "\n")
        if let files = bill.files {
            package.filesAnalyzed = true
            package.packageVerificationCode = VerificationCode(files)
        }
        return package
    }

    private static func package(of distribution: Distribution) -> Package {
        var package = Package(SPDXIdentifier.distribution, name: distribution.id, purpose: "OPERATING_SYSTEM")
        package.versionInfo = distribution.versionID ?? distribution.codename ?? distribution.prettyName
        package.supplier = Agent(party: Party(of: distribution))
        package.summary = distribution.prettyName
        return package
    }

    private static func package(of layer: SoftwareBill.Layer, supplier: Party?) -> Package {
        var package = Package(SPDXIdentifier.of(layer), name: "layer \(layer.index)", purpose: "ARCHIVE")
        package.versionInfo = layer.name.description
        package.supplier = Agent(party: supplier)
        package.checksums = layer.digest.map { [SPDXChecksum(SoftwareBill.Hash($0))] }
        var remarks = ["diff ID \(layer.diffID)", "media type \(layer.mediaType)"]
        remarks.append("\(layer.downloadSize) bytes, \(layer.diffSize) bytes uncompressed")
        if let instruction = layer.instruction { remarks.append("created by \(instruction)") }
        package.comment = remarks.joined(separator: "\n")
        return package
    }

    private static func package(of package: SoftwareBill.Package, files: [SoftwareBill.File]?) -> Package {
        var result = Package(SPDXIdentifier.of(package), name: package.name, purpose: "LIBRARY")
        if package.kind.ecosystem.isSystem { result.primaryPackagePurpose = "INSTALL" }
        result.versionInfo = package.version.isEmpty ? nil : package.version
        result.supplier = Agent(party: package.supplier)
        result.originator = package.originator.map { Agent(party: $0) }
        result.downloadLocation = package.origin.flatMap(WebAddress.downloadLocation) ?? SPDXValue.noAssertion
        result.checksums = package.hashes.isEmpty ? nil : package.hashes.map(SPDXChecksum.init)
        result.homepage = package.homepage
        result.summary = package.summary
        // In these words scanners read it.
        result.sourceInfo = package.source.map { "built package from: \($0.name) \($0.version)" }
        if let license = package.license {
            let expression = license.expression.map(SPDXExpression.text) ?? SPDXValue.noAssertion
            result.licenseConcluded = expression
            if license.kind == .declared { result.licenseDeclared = expression }
            result.licenseComments = comment(license)
            result.copyrightText = license.copyrightText ?? SPDXValue.noAssertion
        }
        var references = package.matchedPurl.map { [ExternalReference(purl: $0)] } ?? []
        references += package.platformNames.map(ExternalReference.init(platformName:))
        result.externalRefs = references.isEmpty ? nil : references
        result.comment = comment(package)
        if let files {
            result.filesAnalyzed = true
            result.packageVerificationCode = VerificationCode(files)
        }
        return result
    }

    static func comment(_ license: SoftwareBill.Package.License) -> String? {
        var remarks: [String] = []
        if !license.statements.isEmpty { remarks.append("written: \(license.statements.joined(separator: "; "))") }
        if license.isHeuristic { remarks.append("partly guessed from text made for people or from a classifier") }
        if !license.sources.isEmpty { remarks.append("read from \(license.sources.joined(separator: ", "))") }
        return remarks.isEmpty ? nil : remarks.joined(separator: "\n")
    }

    private static func comment(_ package: SoftwareBill.Package) -> String {
        var remarks = ["\(package.size) bytes of files, \(package.sharedSize) bytes shared with other packages"]
        if !package.locations.isEmpty { remarks.append("recorded in \(package.locations.joined(separator: ", "))") }
        if package.matchedPurl == nil, let purl = package.purl { remarks.append("package URL \(purl)") }
        if let environment = package.environment { remarks.append("environment \(environment)") }
        if let state = package.state { remarks.append("state \(state)") }
        if let provider = package.providedBy { remarks.append("provided by \(provider)") }
        if let other = package.shadowedBy { remarks.append("shadowed by \(other)") }
        return remarks.joined(separator: "\n")
    }

    private func source(of binary: SoftwareBill.Package) -> Package? {
        guard let source = binary.source else { return nil }
        var package = Package(SPDXIdentifier.of(source), name: source.name, purpose: "SOURCE")
        package.versionInfo = source.version.isEmpty ? nil : source.version
        package.supplier = Agent(party: binary.supplier)
        package.originator = binary.originator.map { Agent(party: $0) }
        package.homepage = binary.homepage
        // As an external reference scanners would take it for a package that is installed.
        package.comment = "package URL \(source.purl)"
        return package
    }
}
