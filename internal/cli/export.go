package cli

import "errors"

type exportCommand struct {
	X string `arg:"" optional:"" toml:"-"`
}

// Run runs the command.
func (c *exportCommand) Run(d *desktop) error { return errors.New("not yet") }
