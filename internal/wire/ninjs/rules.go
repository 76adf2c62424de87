package ninjs

// The rules of the released versions, one line an object: its name, then its fields as NAME:TYPE. "!" after the name
// requires the field; "@N" after the type says from which minor version on it exists, "@N-M" from which to which.
//
// Types: string, number, integer, LO..HI (an integer between), a|b|c (one of these words), {} (any object), date (a
// truncated date), geo (GeoJSON), the name of an object; []TYPE a list of it; {TYPE} an object of it by name; A/B either.
// "..." admits fields that are not listed; "+NAME" takes in another object's fields; "one(a,b)" wants exactly one of
// the fields, "either(a,b;c,d)" exactly one of at least one of the pairs. A name ending in "*" stands for every suffix.

const rules1 = `
item uri:string@0-0 uri!:string@1 mimetype:string representationtype:complete|incomplete profile:string version:string
 type:text|audio|video|picture|graphic|composite@0-1 type:text|audio|video|picture|graphic|composite|component@2
 versioncreated:string embargoed:string pubstatus:usable|withheld|canceled copyrightholder:string copyrightnotice:string
 language:string person:[]person organisation:[]organisation place:[]place subject:[]subject event:[]event object:[]event
 byline:string headline:string located:string renditions:{rendition} associations:{item} description_*:string body_*:string
 urgency:number@1 usageterms:string@1 firstcreated:string@2 ednote:string@2 infosource:[]infosource@2 title:string@2
 slugline:string@2 charcount:number@2 wordcount:number@2 altids:{}@3 trustindicator:[]trust@3 $standard:standard@3
 genre:[]genre@3 headline_*:string@3 contentcreated:string@4 expires:string@4 rightsinfo:rights@4 digitalsourcetype:source@6
person name:string rel:string scheme:string code:string contactinfo:[]contact@5
organisation +person symbols:[]symbol
symbol ticker:string exchange:string symboltype:string@5 symbol:string@5
place +person geometry_*:{}@1
subject name:string rel:string scheme:string code:string creator:string@5 relevance:0..100@5 confidence:0..100@5
event name:string rel:string scheme:string code:string
infosource +person
rendition href:string mimetype:string title:string height:number width:number sizeinbytes:number duration:number@2 format:string@2
trust scheme:string code:string title:string href:string
standard name:string version:string schema:string
genre name:string scheme:string code:string
rights langid:string linkedrights:string encodedrights:string one(linkedrights,encodedrights) ...
contact type:string role:string lang:string name:string value:string address:address one(value,address)
address lines:[]string locality:string area:string postalcode:string country:string
source name:string uri:string literal:string
`

const rules2 = `
item +ninjs uri!:string
ninjs uri:string type:text|audio|video|picture|graphic|composite|component representationtype:full|partial profile:string
 version:string firstcreated:string versioncreated:string contentcreated:string embargoed:string
 pubstatus:usable|withheld|canceled urgency:number copyrightholder:string copyrightnotice:string usageterms:string
 ednote:string language:string descriptions:[]text bodies:[]body headlines:[]text people:[]person
 organisations:[]organisation places:[]place subjects:[]subject events:[]event objects:[]event infosources:[]infosource
 title:string by:string slugline:string located:string renditions:[]rendition associations:[]named/item@0-0
 associations:[]association@1 altids:[]altid trustindicators:[]trust standard:standard genres:[]genre rightsinfo:rights
 expires:string@1 digitalsourcetype:source@2
association +ninjs uri!:string name!:string
named name!:string ...
text role:string contenttype:string value!:string
body role:string contenttype:string charcount:number wordcount:number value!:string
person name:string rel:string uri:string literal:string contactinfo:[]contact@1
organisation +person symbols:[]symbol
symbol ticker:string exchange:string symboltype:string@1 symbol:string@1
place +person geojson:geo
subject name:string rel:string uri:string literal:string creator:string@1 relevance:0..100@1 confidence:0..100@1
event name:string rel:string uri:string literal:string
infosource name:string role:string uri:string literal:string contactinfo:[]contact@1
rendition name!:string href:string contenttype:string title:string height:number width:number sizeinbytes:number
 duration:number format:string
altid role:string value:string
trust role:string title:string href:string
standard name:string version:string schema:string
genre name:string uri:string literal:string
rights langid:string linkedrights:string encodedrights:string one(linkedrights,encodedrights) ...
contact type:string role:string lang:string name:string value:string address:address one(value,address)
address lines:[]string locality:string area:string postalcode:string country:string
source name:string uri:string literal:string
`

const rules3 = `
item +ninjs uri!:string
ninjs uri:string type:text|audio|video|picture|graphic|composite|component|event|planning representationType:full|partial
 profile:string version:string firstCreated:string versionCreated:string contentCreated:string embargoedUntil:string
 pubStatus:usable|withheld|canceled urgency:1..9 copyrightHolder:string copyrightNotice:string usageTerms:string
 edNote:string language:string descriptions:[]text bodies:[]body headlines:[]text people:[]person
 organisations:[]organisation places:[]place subjects:[]subject events:[]event eventDetails:details
 plannedCoverage:[]coverage objects:[]object infoSources:[]infosource title:string by:string slugline:string
 located:string renditions:[]rendition associations:[]association altIds:[]altid trustIndicators:[]trust
 standard:standard genres:[]genre expires:string rightsInfo:rights digitalSourceType:source@1
association +ninjs uri!:string name!:string rel:string
text role:string contentType:string value!:string
body role:string contentType:string charCount:integer wordCount:integer value!:string
person name:string rel:string uri:string literal:string contactInfo:[]contact
organisation +person symbols:[]symbol
symbol exchange:string symbolType:string symbol:string
place +person geoJSON:geo
subject name:string rel:string uri:string literal:string creator:string relevance:0..100 confidence:0..100
event id:string name:string rel:string uri:string literal:string
object name:string rel:string uri:string literal:string
infosource name:string role:string uri:string literal:string contactInfo:[]contact
details eventStatus:string plannedCoverageStatus:string dates:dates organiser:organisation
dates startDate:string endDate:string expectedStartDate:date expectedEndDate:date expectedDuration:string
 recurrence:recurrence either(startDate,expectedStartDate;endDate,expectedEndDate)
recurrence recurrenceDates:[]date recurrenceRules:[]rule
rule frequency:secondly|minutely|hourly|daily|weekly|monthly|yearly interval:integer until:string count:integer
coverage uri:string title:string pubStatus:usable|withheld|canceled commissioned:commission dates:dates edNote:string
 type:text|audio|video|picture|graphic|composite|component|event|planning audiences:[]audience exclAudience:[]string
 urgency:1..9 language:string itemCount:range wordCount:integer renditions:[]rendition
commission by:string on:string references:[]reference
reference name:string value:string
audience audience:string significance:integer
range rangeFrom:integer rangeTo:integer
rendition name!:string href:string contentType:string title:string width:integer height:integer sizeInBytes:integer
 duration:number format:string aspectRatio:string videoCodec:string frameRate:number poi:point
 transportProtocol:string scanType:progressive|interlaced bitrate:string
point x:integer y:integer
altid role:string value:string
trust role:string title:string href:string
standard name:string version:string schema:string
genre name:string uri:string literal:string
rights langId:string linkedRights:string encodedRights:string one(linkedRights,encodedRights)
contact type:string role:string lang:string name:string value:string address:address one(value,address)
address lines:[]string locality:string area:string postalCode:string country:string
source name:string uri:string literal:string
`
