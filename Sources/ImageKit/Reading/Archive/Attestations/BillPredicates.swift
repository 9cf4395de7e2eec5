/// The members of an SPDX 2 document that are read.
struct SPDXPredicate: Decodable {
    let spdxVersion: String?
    let name: String?
    let creationInfo: Creation?
    let packages: [Package]?

    struct Creation: Decodable {
        let created: String?
        let creators: [String]?
    }

    struct Package: Decodable {
        let name: String?
        let versionInfo: String?
        let licenseConcluded: String?
        let licenseDeclared: String?
        let externalRefs: [Reference]?

        struct Reference: Decodable {
            let referenceType: String?
            let referenceLocator: String?
        }
    }

    var bill: BillOfMaterials {
        BillOfMaterials(
            format: spdxVersion ?? "SPDX", name: name, created: creationInfo?.created,
            creators: creationInfo?.creators ?? [],
            components: (packages ?? []).compactMap { package in
                guard let name = package.name else { return nil }
                let purl = package.externalRefs?.first { $0.referenceType == "purl" }?.referenceLocator
                let licenses = [package.licenseDeclared, package.licenseConcluded].compactMap(\.self)
                return BillOfMaterials.Component(
                    name: name, version: package.versionInfo, purl: purl,
                    license: licenses.first { $0 != "NOASSERTION" && $0 != "NONE" })
            })
    }
}

/// The members of an SPDX 3 document (JSON-LD) that are read.
struct SPDX3Predicate: Decodable {
    private let graph: [Lenient<Element>]?

    enum CodingKeys: String, CodingKey { case graph = "@graph" }

    private struct Element: Decodable {
        let type: String?
        let name: String?
        let specVersion: String?
        let created: String?
        let version: String?
        let purl: String?
        let identifiers: [Identifier]?

        struct Identifier: Decodable {
            let externalIdentifierType: String?
            let identifier: String?
        }

        enum CodingKeys: String, CodingKey {
            case type, name, specVersion, created
            case version = "software_packageVersion"
            case purl = "software_packageUrl"
            case identifiers = "externalIdentifier"
        }
    }

    var bill: BillOfMaterials {
        let elements = (graph ?? []).compactMap(\.value)
        let creation = elements.first { $0.type == "CreationInfo" }
        var bill = BillOfMaterials(format: "SPDX-" + (creation?.specVersion ?? "3"))
        bill.name = elements.first { $0.type == "SpdxDocument" }?.name
        bill.created = creation?.created
        bill.creators = elements.filter { ["Tool", "Organization", "Person", "SoftwareAgent"].contains($0.type) }
            .compactMap(\.name)
        bill.components = elements.filter { $0.type == "software_Package" }.compactMap { package in
            guard let name = package.name else { return nil }
            let purl =
                package.purl
                ?? package.identifiers?.first { $0.externalIdentifierType == "packageUrl" }?.identifier
            return BillOfMaterials.Component(name: name, version: package.version, purl: purl)
        }
        return bill
    }
}

/// The members of a CycloneDX document that are read; nested components are read `depthLimit` deep.
struct CycloneDXPredicate: Decodable {
    let specVersion: String?
    let metadata: Metadata?
    let components: [Component]?

    /// How deep components nest in documents of tools.
    private static let depthLimit = 16

    struct Metadata: Decodable {
        let timestamp: String?
        let component: Component?
    }

    struct Component: Decodable {
        let type: String?
        let group: String?
        let name: String?
        let version: String?
        let purl: String?
        let licenses: [Choice]?
        let components: [Component]?
    }

    struct Choice: Decodable {
        let expression: String?
        let license: License?

        struct License: Decodable {
            let id: String?
            let name: String?
        }
    }

    var bill: BillOfMaterials {
        var bill = BillOfMaterials(format: "CycloneDX" + (specVersion.map { "-\($0)" } ?? ""))
        bill.name = metadata?.component?.name
        bill.created = metadata?.timestamp
        var pending = (components ?? []).reversed().map { ($0, 0) }
        while let (component, depth) = pending.popLast() {
            if depth < CycloneDXPredicate.depthLimit {
                pending += (component.components ?? []).reversed().map { ($0, depth + 1) }
            }
            // A file is no package.
            guard let name = component.name, component.type != "file" else { continue }
            let licenses = (component.licenses ?? []).compactMap { $0.expression ?? $0.license?.id ?? $0.license?.name }
            bill.components.append(
                BillOfMaterials.Component(
                    name: component.group.map { $0.isEmpty ? name : "\($0)/\(name)" } ?? name,
                    version: component.version, purl: component.purl,
                    license: licenses.isEmpty ? nil : licenses.joined(separator: " AND ")))
        }
        return bill
    }
}
