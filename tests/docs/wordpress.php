<?php
/**
 * As much of WordPress as the plugin of docs/wordpress.md uses, in memory, and a day of it: php wordpress.php PLUGIN URL POSTS
 *
 * POSTS is JSON: a list of posts, each with title, content and update. Prints what the posts became, as JSON.
 */

error_reporting( E_ALL );
set_error_handler( function ( $level, $message, $file, $line ) {
	throw new ErrorException( $message, 0, $level, $file, $line );
} );
const ABSPATH = '/';
const MINUTE_IN_SECONDS = 60;

class WP_Error {
	public function __construct( private string $code ) {}
	public function get_error_code() { return $this->code; }
}

class Database {
	public string $posts = 'wp_posts';
	public function update( $table, $values, $where ) {
		foreach ( $values as $name => $value ) { Site::$posts[ $where['ID'] ]->$name = $value; }
	}
}

class Site {
	public static array $posts = [], $meta = [], $hooks = [], $events = [], $requests = [];
	public static $meanwhile = null; // what an editor does while the service is at work
	public static function save( int $id, array $values ) {
		self::$posts[ $id ] = (object) ( $values + (array) ( self::$posts[ $id ] ?? [ 'ID' => $id, 'post_type' => 'post', 'post_status' => 'publish', 'post_password' => '', 'post_excerpt' => '' ] ) );
		self::run( 'wp_after_insert_post', [ $id ] );
	}
	public static function run( string $hook, array $arguments ) {
		foreach ( self::$hooks[ $hook ] ?? [] as [ $function, $takes ] ) { $function( ...array_slice( $arguments, 0, $takes ) ); }
	}
	public static function cron() {
		[ $events, self::$events ] = [ self::$events, [] ];
		foreach ( $events as $event ) { self::run( $event['hook'], $event['arguments'] ); }
		return array_map( fn( $event ) => $event['at'] - time(), self::$events );
	}
}

$wpdb = new Database();

function add_action( $hook, $function, $priority = 10, $takes = 1 ) { Site::$hooks[ $hook ][] = [ $function, $takes ]; }
function wp_schedule_single_event( $at, $hook, $arguments ) {
	$same = fn( $event ) => [ $event['hook'], $event['arguments'] ] === [ $hook, $arguments ];
	if ( array_filter( Site::$events, $same ) ) { return false; }
	Site::$events[] = [ 'at' => $at, 'hook' => $hook, 'arguments' => $arguments ];
	return true;
}
function get_post( $id ) { return isset( Site::$posts[ $id ] ) ? clone Site::$posts[ $id ] : null; }
function get_post_meta( $id, $name, $single ) { return Site::$meta[ $id ][ $name ] ?? ''; }
function update_post_meta( $id, $name, $value ) { Site::$meta[ $id ][ $name ] = stripslashes( $value ); }
function delete_post_meta( $id, $name ) { unset( Site::$meta[ $id ][ $name ] ); }
function get_post_time( $format, $gmt, $post ) { return '2025-08-13T12:33:00+08:00'; }
function get_permalink( $post ) { return "https://example.org/?p=$post->ID"; }
function get_bloginfo( $what ) { return 'Northwind &amp; Wire'; }
function has_blocks( $post ) { return str_contains( $post->post_content, '<!-- wp:' ); }
function wpautop( $text ) { return '<p>' . preg_replace( '/\n\s*\n/', "</p>\n<p>", trim( $text ) ) . '</p>'; }
function strip_shortcodes( $text ) { return preg_replace( '/\[gallery[^\]]*\]/', '', $text ); }
function wp_strip_all_tags( $text ) { return trim( strip_tags( $text ) ); }
function sanitize_text_field( $text ) { return trim( preg_replace( '/\s+/', ' ', strip_tags( $text ) ) ); }
function sanitize_key( $text ) { return preg_replace( '/[^a-z0-9_\-]/', '', strtolower( $text ) ); }
function esc_html( $text ) { return htmlspecialchars( $text, ENT_QUOTES, 'UTF-8' ); }
function wp_slash( $value ) { return is_array( $value ) ? array_map( 'wp_slash', $value ) : addslashes( $value ); }
function wp_json_encode( $value ) { return json_encode( $value ); }
function clean_post_cache( $id ) {}
function is_wp_error( $value ) { return $value instanceof WP_Error; }
function wp_remote_retrieve_response_code( $answer ) { return $answer['status']; }
function wp_remote_retrieve_body( $answer ) { return $answer['body']; }
function wp_remote_retrieve_header( $answer, $name ) { return $answer['headers'][ $name ] ?? ''; }
function wp_remote_post( $url, $arguments ) { return wp_remote_request( $url, $arguments + [ 'method' => 'POST' ] ); }
function wp_remote_request( $url, $arguments ) {
	$headers = array_map( fn( $name, $value ) => "$name: $value", array_keys( $arguments['headers'] ?? [] ), $arguments['headers'] ?? [] );
	$options = [ 'method' => $arguments['method'], 'timeout' => $arguments['timeout'] ?? 5, 'header' => $headers, 'content' => $arguments['body'] ?? '', 'ignore_errors' => true ];
	Site::$requests[] = [ 'method' => $options['method'], 'timeout' => $options['timeout'], 'body' => json_decode( $options['content'], true ) ];
	try {
		$body = file_get_contents( $url, false, stream_context_create( [ 'http' => $options ] ) );
	} catch ( ErrorException ) {
		return new WP_Error( 'http_request_failed' );
	}
	if ( Site::$meanwhile ) { ( Site::$meanwhile )(); }
	$answer = [ 'status' => (int) explode( ' ', $http_response_header[0] )[1], 'body' => $body, 'headers' => [] ];
	foreach ( array_slice( $http_response_header, 1 ) as $line ) {
		[ $name, $value ] = explode( ': ', $line, 2 ) + [ 1 => '' ];
		$answer['headers'][ strtolower( $name ) ] = $value;
	}
	return $answer;
}

[ , $plugin, $url, $posts ] = $argv;
define( 'CORE_INSIGHTS_URL', $url );
require $plugin;

$told = [];
$tell = function ( string $moment, int $id ) use ( &$told ) {
	$told[] = [ 'moment' => $moment, 'post' => get_post( $id ), 'meta' => Site::$meta[ $id ] ?? [], 'requests' => Site::$requests ];
	Site::$requests = [];
};
foreach ( json_decode( $posts, true ) as $at => $post ) {
	$id = $at + 1;
	$given = [ 'post_title' => $post['title'], 'post_content' => $post['content'], 'post_excerpt' => $post['excerpt'] ?? '' ];
	Site::save( $id, $given );
	Site::save( $id, $given ); // once more before WP-Cron comes: one request all the same
	$pauses = Site::cron();
	$tell( 'published', $id );
	$told[ array_key_last( $told ) ]['pauses'] = $pauses;
	if ( empty( $post['update'] ) ) {
		continue;
	}
	Site::save( $id, [] );
	Site::cron();
	$tell( 'saved unchanged', $id );
	Site::save( $id, [ 'post_content' => $post['update'] ] );
	Site::cron();
	$tell( 'updated', $id );
	Site::run( 'wp_trash_post', [ $id ] );
	Site::save( $id, [ 'post_status' => 'trash' ] );
	$tell( 'trashed', $id );
	Site::$meanwhile = function () use ( $id ) { Site::$posts[ $id ]->post_status = 'trash'; Site::$meanwhile = null; };
	Site::save( $id, [ 'post_status' => 'publish' ] );
	Site::cron();
	$tell( 'trashed meanwhile', $id );
}
echo json_encode( $told );
