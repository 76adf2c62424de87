package body

// The node types of the schema.
const (
	Doc          = "doc"
	Paragraph    = "paragraph"
	Crosshead    = "crosshead"
	Quote        = "quote"
	Pullquote    = "pullquote"
	BulletList   = "bullet_list"
	OrderedList  = "ordered_list"
	ListItem     = "list_item"
	Picture      = "picture"
	Embed        = "embed"
	Factbox      = "factbox"
	KeyPoints    = "key_points"
	LiveEntry    = "live_entry"
	Table        = "table"
	TableRow     = "table_row"
	TableHeader  = "table_header"
	TableCell    = "table_cell"
	Divider      = "divider"
	Preformatted = "preformatted"
	Text         = "text"
	HardBreak    = "hard_break"
)

// The mark types of the schema.
const (
	Note      = "note"
	Insertion = "insertion"
	Deletion  = "deletion"
	Link      = "link"
	Em        = "em"
	Strong    = "strong"
	Strike    = "strike"
	Sub       = "sub"
	Sup       = "sup"
	Code      = "code"
)
