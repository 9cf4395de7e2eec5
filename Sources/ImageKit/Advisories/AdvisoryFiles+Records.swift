import ImageLedger
import ImagePackages
import ImageReading

extension AdvisoryFiles {
    mutating func add(_ bytes: ArraySlice<UInt8>, of place: String, to data: inout AdvisoryData) {
        add([UnreadRecord(place: place, bytes: bytes)], to: &data)
    }

    /// Reads records on all cores, and takes what they say in their order.
    mutating func add(_ records: [UnreadRecord], to data: inout AdvisoryData) {
        let wanted = wanted
        let read = Parallel.map(records) { $0.read(wanted: wanted) }
        for (record, result) in zip(records, read) { take(result, of: record.place, to: &data) }
    }

    private mutating func take(_ record: UnreadRecord.Result, of place: String, to data: inout AdvisoryData) {
        let facts = record.facts
        if case .failure(let error) = record.advisory, error.code == .limitExceeded {
            return skip(error.reason, place, of: facts.names)
        }
        data.records += 1
        for ecosystem in facts.ecosystems {
            let place = OSVRecord.ecosystem(ecosystem)
            covered.insert(place.name)
            recordCounts[place.key, default: 0] += 1
        }
        if let day = facts.modified?.prefix(10), day > data.date ?? "" { data.date = String(day) }
        switch record.advisory {
        case nil: break
        case .failure(let error): skip(error.reason, place, of: facts.names)
        case .success(let reading):
            guard let first = reading.advisories.first else { return }
            let id = first.record ?? first.id
            if reading.unmatched > 0 {
                unmatchedRanges += reading.unmatched
                log.append(.unmatchedRanges) {
                    Diagnostic(
                        .unmatchedRanges, "\(id): \(reading.unmatched) ranges of commits can't be matched offline",
                        path: place)
                }
            }
            for vector in reading.badVectors {
                log.append(.skippedAdvisory) {
                    Diagnostic(.skippedAdvisory, "\(id): the vector \(vector) is not one of CVSS", path: place)
                }
            }
            // Of two states of one record the later one counts.
            if let known = recordDates[id], known >= first.modified ?? "" { return }
            recordDates[id] = first.modified ?? ""
            for advisory in reading.advisories { keep(advisory) }
        }
    }

    mutating func keep(_ advisory: Advisory) {
        var advisory = advisory
        advisory.vectors = advisory.vectors.map { texts.insert($0).memberAfterInsert }
        for place in advisory.affected.indices {
            guard let urgency = advisory.affected[place].urgency else { continue }
            advisory.affected[place].urgency = texts.insert(urgency).memberAfterInsert
        }
        records.append(advisory)
        guard advisory.record == nil, !advisory.vectors.isEmpty else { return }
        for id in advisory.identifiers {
            // The first list is the record's own, and not a copy.
            if vectorsByID[id] == nil {
                vectorsByID[id] = advisory.vectors
            } else {
                vectorsByID[id]?.append(contentsOf: advisory.vectors)
            }
        }
    }

    /// Leaves out a record that can't be read, and remembers what it may have been about.
    mutating func skip(_ reason: String, _ place: String, of names: [String]) {
        log.append(.skippedAdvisory) { Diagnostic(.skippedAdvisory, "an advisory is left out: \(reason)", path: place) }
        let known = Set(names + names.map { PythonName.normalized($0) })
        for name in names.isEmpty ? [""] : known { damaged[name, default: 0] += 1 }
    }

    /// A list without entries is there, and no data.
    mutating func sayIfEmpty(_ count: Int, _ path: String) {
        guard count == 0 else { return }
        log.append(.skippedAdvisory) {
            Diagnostic(.skippedAdvisory, "the list is empty and counts as no data", path: path)
        }
    }

    /// The records of a file in a zip: one, or a list of them.
    static func records(in bytes: ArraySlice<UInt8>, of place: String) -> [UnreadRecord] {
        let whole = UnreadRecord(place: place, bytes: bytes)
        guard bytes.first(where: { !$0.isJSONSpace }) == UInt8(ascii: "[") else { return [whole] }
        let bytes = Array(bytes)
        var records: [UnreadRecord] = []
        do {
            var elements = try JSONElements(bytes)
            while let element = try elements.next() {
                records.append(UnreadRecord(place: "\(place), record \(records.count + 1)", bytes: bytes[element]))
            }
            return records
        } catch {
            // To read it as one record tells what is wrong.
            return [whole]
        }
    }

    /// Reads a list of records of OSV.
    mutating func readList(_ bytes: [UInt8], _ path: String) throws {
        var data = AdvisoryData(kind: OSVRecord.kind, file: path)
        var elements = try JSONElements(bytes)
        var batch = RecordBatch()
        var count = 0
        while let place = try elements.next() {
            count += 1
            batch.append([UnreadRecord(place: "\(path), record \(count)", bytes: bytes[place])])
            if batch.isFull { add(batch.take(), to: &data) }
        }
        add(batch.take(), to: &data)
        provenance.append(data)
    }

    mutating func readTracker(_ bytes: [UInt8], _ path: String) throws {
        var data = AdvisoryData(kind: DebianTracker.kind, file: path)
        for member in try JSONMembers(bytes) {
            data.records += 1
            let name = member.key
            if data.records == 1 || wanted?.contains(name) != false {
                do {
                    let found = try DebianTracker.read(name, bytes[member.value], name: "\(path), \(name)")
                    for release in found.releases { recordCounts["Debian:\(release)", default: 0] += 1 }
                    for id in found.damaged { skip("its entry can't be read", "\(path), \(name), \(id)", of: [name]) }
                    if wanted?.contains(name) != false { records += found.advisories }
                } catch let error as ImageError {
                    skip(error.reason, "\(path), \(name)", of: [name])
                }
            } else {
                for release in DebianTracker.releases(in: bytes[member.value]) {
                    recordCounts["Debian:\(release)", default: 0] += 1
                }
            }
        }
        covered.insert("Debian")
        data.date = AdvisoryFiles.day(inNameOf: path)
        provenance.append(data)
    }

    /// The day in a file's name, such as `tracker.2026-11-20.json`, for data without a day of its own; nil where the name has no day.
    private static func day(inNameOf path: String) -> String? {
        var rest = (path.split(separator: "/").last ?? "")[...]
        while rest.count >= 10 {
            if let day = CalendarDate(String(rest.prefix(10))) { return day.description }
            rest = rest.dropFirst()
        }
        return nil
    }
}
