<?php
// Brings articles in, one a line of JSON, with what WordPress' own importer puts off until the end: php fill.php FOLDER FILE
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/taxonomy.php';
wp_set_current_user( 1 );
wp_defer_term_counting( true );
wp_suspend_cache_invalidation( true );
$news = wp_create_category( 'News' );
foreach ( new SplFileObject( $argv[2] ) as $line ) {
	$a = json_decode( $line, true );
	if ( ! $a ) {
		continue;
	}
	$at = gmdate( 'Y-m-d H:i:s', strtotime( $a['published_at'] ) );
	$id = wp_insert_post( wp_slash( array(
		'post_title' => $a['headline'], 'post_name' => $a['slug'], 'post_excerpt' => $a['standfirst'], 'post_content' => $a['body_html'],
		'post_status' => 'publish', 'post_date' => $at, 'post_date_gmt' => $at, 'post_category' => array( $news ), 'tags_input' => $a['tags'],
	) ), true );
	if ( is_wp_error( $id ) ) {
		fwrite( STDERR, $id->get_error_message() . "\n" );
		exit( 1 );
	}
}
wp_suspend_cache_invalidation( false );
wp_cache_flush();
wp_defer_term_counting( false );
