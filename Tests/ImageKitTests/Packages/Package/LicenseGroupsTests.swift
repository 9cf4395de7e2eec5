import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct LicenseGroupsTests {
    private func groups(_ licenses: [String]) throws -> [LicenseGroups.Group] {
        var image = PythonImage()
        for (index, license) in licenses.enumerated() {
            try image.add(wheel: "p\(index)", "1", files: ["p\(index).py"], more: license)
        }
        let tree = image.tree
        let inventory = try Inventory(of: tree, configuration: image.configuration, ecosystems: [PythonEcosystem()])
        return LicenseGroups(inventory.readingLicenses(of: tree).packages).groups
    }

    @Test func listsAPackageUnderEachOfItsLicenses() throws {
        let groups = try groups([
            "License-Expression: MIT OR Apache-2.0", "License-Expression: MIT", "License: BSD-3-Clause", "",
        ])
        #expect(groups.map(\.license) == ["MIT", "Apache-2.0", "BSD-3-Clause", nil])
        #expect(groups.map(\.packages.count) == [2, 1, 1, 1])
        #expect(groups.map(\.isListed) == [true, true, true, false])
        #expect(groups[0].size == groups[0].packages.reduce(0) { $0 + $1.size } && groups[0].size > 0)
    }

    @Test func countsWhatWasGuessed() throws {
        let groups = try groups(["Classifier: License :: OSI Approved :: MIT License", "License-Expression: MIT"])
        #expect(groups.map(\.license) == ["MIT"])
        #expect(groups.map(\.heuristicCount) == [1])
    }
}
