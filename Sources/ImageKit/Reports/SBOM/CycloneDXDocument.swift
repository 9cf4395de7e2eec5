import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// A bill as CycloneDX in JSON (ECMA-424).
struct CycloneDXDocument {
    /// The versions of the specification that can be written.
    enum Version: String {
        case v16 = "1.6"
        case v17 = "1.7"
    }

    private let creation: BillCreation
    private let version: Version
    private var bill: SoftwareBill { creation.bill }

    init(_ creation: BillCreation, version: Version) {
        self.creation = creation
        self.version = version
    }

    func write(to sink: (String) throws -> Void) throws {
        let components = CycloneDXComponents(bill, version: version)
        try JSONText.document(
            [
                "$schema": .value("http://cyclonedx.org/schema/bom-\(version.rawValue).schema.json"),
                "bomFormat": .value("CycloneDX"),
                "specVersion": .value(version.rawValue),
                "serialNumber": .value("urn:uuid:\(creation.uuid("CycloneDX-\(version.rawValue)"))"),
                "version": .value(1),
                "metadata": .value(Metadata(creation, image: components.image)),
                "components": .list(components.all.lazy.map { $0 as any Encodable }),
                "dependencies": .list(dependencies.lazy.map { $0 as any Encodable }),
                "compositions": .list(compositions.lazy.map { $0 as any Encodable }),
                "vulnerabilities": .list(
                    bill.vulnerabilities?.rows.lazy.map { CycloneDXVulnerability($0, of: bill) as any Encodable }),
            ], to: sink)
    }

    private struct Metadata: Encodable {
        let timestamp: String
        let lifecycles = [["phase": "post-build"]]
        let tools: Tools
        let component: CycloneDXComponent
        let supplier: CycloneDXComponent.Entity?
        let licenses = [["license": ["id": "CC0-1.0"]]]
        let properties: [CycloneDXComponent.Property]

        struct Tools: Encodable { let components: [CycloneDXComponent] }

        init(_ creation: BillCreation, image: CycloneDXComponent) {
            timestamp = creation.created
            var tool = CycloneDXComponent("application", name: BillCreation.toolName, reference: "tool")
            tool.version = ImageKitVersion.number
            tools = Tools(components: [tool])
            component = image
            supplier = image.supplier
            properties =
                [
                    CycloneDXComponent.Property("verified", String(creation.bill.isVerified)),
                    CycloneDXComponent.Property("unownedSize", String(creation.bill.unownedSize)),
                ]
                + (creation.bill.vulnerabilities?.data ?? []).map {
                    .init("vulnerabilities:data", "\($0.kind) of \($0.date ?? "an unknown day"), \($0.records) records")
                }
                + (creation.bill.vulnerabilities?.gaps ?? []).map { .init("vulnerabilities:noData", $0) }
                + [creation.bill.vulnerabilities?.leftOutOfBase].compactMap(\.self).map {
                    .init("vulnerabilities:leftOutOfBase", String($0))
                }
        }
    }

    private struct Dependency: Encodable {
        let ref: String
        let dependsOn: [String]
    }

    /// What is needed always; what is only recommended or suggested has no place in this format.
    private var dependencies: some Sequence<Dependency> {
        let packages = bill.packages
        let needs = bill.needs
        let roots = creation.roots.map { packages[$0].identifier }
        let distribution = bill.image.distribution == nil ? [] : [CycloneDXComponents.distribution]
        return [
            AnySequence([Dependency(ref: CycloneDXComponents.image, dependsOn: distribution + roots)]),
            AnySequence(
                packages.indices.lazy.map { position in
                    let dependsOn = needs[position].map { packages[$0].identifier }
                    return Dependency(ref: packages[position].identifier, dependsOn: dependsOn)
                }),
        ].joined()
    }

    private struct Composition: Encodable {
        let aggregate: String
        var assemblies: [String]?
        var dependencies: [String]?
    }

    /// The list of packages is complete, of files only where they were asked for, of dependencies where they are read.
    private var compositions: [Composition] {
        let isComplete = bill.files != nil || bill.unownedSize == 0
        var all = [
            Composition(aggregate: isComplete ? "complete" : "incomplete", assemblies: [CycloneDXComponents.image])
        ]
        if !bill.packages.isEmpty {
            let known = bill.packages.indices.filter(bill.knowsNeeds).map { bill.packages[$0].identifier }
            let unknown = bill.packages.indices.filter { !bill.knowsNeeds(of: $0) }.map { bill.packages[$0].identifier }
            let image = [CycloneDXComponents.image]
            if !known.isEmpty { all.append(Composition(aggregate: "complete", dependencies: image + known)) }
            if !unknown.isEmpty {
                all.append(Composition(aggregate: "unknown", dependencies: (known.isEmpty ? image : []) + unknown))
            }
        }
        return all
    }
}
