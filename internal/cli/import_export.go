package cli

import "errors"

func (c *importCommand) importExport(d *desktop) error { return errors.New("not yet") }
