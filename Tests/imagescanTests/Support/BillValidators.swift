import Foundation

/// The validators of SPDX and CycloneDX that other people wrote.
enum BillValidators {
    /// The Python that `make test` installs them for, else the system's.
    static let interpreter: String = {
        let path = Fixtures.repository.appendingPathComponent("generated/validators/bin/python3").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : "python3"
    }()

    /// Whether Python is there to look for them; says aloud which of them are missing.
    static let isThere: Bool = {
        guard Python.isThere else { return false }
        for module in ["spdx_tools", "cyclonedx.validation.json", "jsonschema_path", "ntia_conformance_checker"]
        where (try? Python.run(["-c", "import \(module)"], interpreter: interpreter))?.status != 0 {
            Fixtures.note(
                "SKIPPED: Python's \(module) is missing (make test installs it), its checks of SBOMs do not run")
        }
        return true
    }()

    /// What is wrong with documents; empty where nothing is, or no validator is installed.
    static func faults(_ files: [String], wantsElements: Bool) throws -> String {
        let script = Fixtures.repository.appendingPathComponent("Tests/imagescanTests/Scripts/check-sbom.py").path
        let answer = try Python.run(
            [script] + (wantsElements ? ["--ntia"] : []) + files, interpreter: interpreter)
        return answer.status == 0 ? "" : answer.text
    }

    /// What the official schema has against a document; empty where nothing, or the schemas are not there.
    static func schemaFaults(_ kind: String, _ file: String) throws -> String {
        guard hasSchemas, let script = schemas?.path else { return "" }
        let answer = try Python.run([script, kind, file], interpreter: interpreter)
        return answer.status == 0 ? "" : answer.text
    }

    private static let schemas = Fixtures.shared?.appendingPathComponent("conformance/schemas/validate.py")

    private static let hasSchemas: Bool = {
        let modules = "import jsonschema, referencing"
        if schemas != nil, (try? Python.run(["-c", modules], interpreter: interpreter))?.status == 0 { return true }
        Fixtures.note(
            "SKIPPED: IMAGESCAN_SHARED is not set or Python's referencing is missing, SBOMs are not held against schemas"
        )
        return false
    }()
}
