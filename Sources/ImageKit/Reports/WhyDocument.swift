import ImagePackages
import ImageReading

/// The JSON form of why packages are there; described by the schema `why.schema.json`.
struct WhyDocument: Encodable {
    let schemaVersion = "1.0"
    let verified: Bool
    let image: ImageFacts
    let name: String
    let packages: [Reason]
    let diagnostics: [Diagnostic]

    /// One package of the name.
    struct Reason: Encodable {
        let package: PackageFacts
        let instruction: String?
        let root: String?
        let neededBy: [Link]
        let chains: [Chain]
        let removal: Removal
    }

    /// A package by what tells it from all others.
    struct Name: Encodable {
        let name: String
        let version: String
        let type: String
        let architecture: String?
        let environment: String?
        let size: Int64

        init(_ package: Package) {
            name = package.name
            version = package.version
            type = package.kind.rawValue
            architecture = package.architecture
            environment = package.details?.place
            size = package.size
        }
    }

    /// A step of a chain, or a package that needs.
    struct Link: Encodable {
        let package: Name
        let kind: String
        let text: String
    }

    /// From a package that stays anyway to the one asked for, which is the last link's.
    struct Chain: Encodable {
        let root: Name
        let reason: String
        let links: [Link]
    }

    /// What goes with it.
    struct Removal: Encodable {
        let freedSize: Int64
        let targets: [Name]
        let dependents: [Name]
        let unneeded: [Name]
        let twins: [Name]
        let broken: [Name]
        let unownedUsers: [String]
        let alreadyUnneeded: [Name]
    }
}
